/** Names and totals beside a stack's colours. */
import { formatPercent, shareOf } from '../format/percent.ts';
import { nameOf } from '../format/text-of.ts';

export interface LegendRow {
  readonly name: string;
  readonly colour: string;
  readonly value: number;
  readonly text: string;
}

export function LegendTable({ rows, label }: { readonly rows: readonly LegendRow[]; readonly label: string }) {
  const sum = rows.reduce((total, { value }) => total + value, 0);
  return (
    <table className="mini" aria-label={label}>
      <tbody>
        {rows.map(({ name, colour, value, text }) => (
          <tr key={name}>
            <th scope="row">
              <i style={{ background: colour }} />
              <span className="trunc">{nameOf(name)}</span>
            </th>
            <td className="r">{text}</td>
            <td className="r t3">{formatPercent(shareOf(value, sum))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
