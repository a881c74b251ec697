/** Kinds of tokens as parts of a bar, one bar per row. Drawn as elements: the numbers in the parts are text that can be read. */
import { formatTokens } from '../format/count.ts';
import { formatPercent } from '../format/percent.ts';
import { splitTokenKinds, TOKEN_KINDS, totalTokens, type TokenCounts } from './series.ts';
import { nameOf } from '../format/text-of.ts';

export interface MixRow {
  readonly name: string;
  readonly total: TokenCounts;
}

/** Under this share a part is too narrow for its number. */
const LABEL_SHARE_MIN = 0.09;

export function TokenMix({ rows }: { readonly rows: readonly MixRow[] }) {
  return (
    <>
      <ul className="mix">
        {rows.map(({ name, total }) => (
          <li key={name} className="mixrow">
            <span className="trunc">{nameOf(name)}</span>
            <span className="num">{formatTokens(totalTokens(total))}</span>
            <MixBar total={total} name={name} />
          </li>
        ))}
      </ul>
      <p className="legend">
        {TOKEN_KINDS.map(({ key, token, label }) => (
          <span key={key}>
            <i className={`tk-${key}`} style={{ backgroundColor: `var(--${token})` }} />
            {label}
          </span>
        ))}
      </p>
    </>
  );
}

function MixBar({ total, name }: { readonly total: TokenCounts; readonly name: string }) {
  const parts = splitTokenKinds(total);
  const sum = totalTokens(total);
  const shares = TOKEN_KINDS.map((kind) => ({ ...kind, share: sum === 0 ? 0 : parts[kind.key] / sum }));
  const sentence = shares.map(({ label, share }) => `${label} ${formatPercent(share)}`).join(', ');
  return (
    <div className="mixbar" role="img" aria-label={`${nameOf(name)}: ${sentence}`}>
      {shares
        .filter(({ share }) => share > 0)
        .map(({ key, token, label, share }) => (
          <span
            key={key}
            className={`tk-${key}`}
            title={`${label}: ${formatTokens(parts[key])}`}
            style={{ flexGrow: share, backgroundColor: `var(--${token})`, color: `var(--${token}-on)` }}
          >
            {share >= LABEL_SHARE_MIN ? formatPercent(share) : ''}
          </span>
        ))}
    </div>
  );
}
