/** The arguments of a tool call, one per line with its name. Text keeps its own lines: JSON would show them as `\n`. */
import { nameOf, oneLine } from '../../../format/text-of.ts';
import { FoldedText } from './folded-text.tsx';

export type Arguments = readonly (readonly [name: string, value: unknown])[];

export interface ArgumentListProps {
  readonly args: Arguments;
  readonly lines: number;
}

const SHOWN_MAX = 12;
const VALUE_MAX = 400;

export function ArgumentList({ args, lines }: ArgumentListProps) {
  const rest = args.length - SHOWN_MAX;
  return (
    <dl className="args">
      {args.slice(0, SHOWN_MAX).map(([name, value]) => (
        <div key={name}>
          <dt>{nameOf(name)}</dt>
          <dd>
            <FoldedText text={typeof value === 'string' ? value : oneLine(value, VALUE_MAX)} isMono lines={lines} />
          </dd>
        </div>
      ))}
      {rest > 0 && (
        <div>
          <dt>…</dt>
          <dd className="t3">{rest} more in the attributes</dd>
        </div>
      )}
    </dl>
  );
}

/** Null where they are no object: then they are shown as they are. */
export function readArguments(value: unknown): Arguments | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.entries(value);
}
