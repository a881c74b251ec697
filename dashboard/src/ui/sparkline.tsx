/** The course of a number beside it. Without axis or scale: it says when, the number says how much. Gaps are gaps. */
export interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly tone?: 'plain' | 'bad';
}

const WIDTH = 68;
const HEIGHT = 28;
const PAD = 3;

export function Sparkline({ values, tone = 'plain' }: SparklineProps) {
  const points = placePoints(values);
  if (points.filter((point) => point !== null).length < 2) return <span className="spark" />;
  const last = points.findLast((point) => point !== null);
  const runs = splitRuns(points);
  const colour = tone === 'bad' ? 'var(--status-error)' : 'var(--text-2)';
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {runs.map((run) => (
        <path
          key={`a${run[0]?.x}`}
          d={`${toPath(run)}V${HEIGHT}H${run[0]?.x ?? 0}Z`}
          fill="var(--line-1)"
          opacity=".7"
        />
      ))}
      {runs.map((run) => (
        <path key={`l${run[0]?.x}`} d={toPath(run)} fill="none" stroke={colour} strokeWidth="1.25" />
      ))}
      {last !== undefined && last !== null && <circle cx={last.x} cy={last.y} r="2.2" fill={colour} />}
    </svg>
  );
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From zero up, so that a small change of a large number does not look like a mountain. */
export function placePoints(values: readonly (number | null)[]): (Point | null)[] {
  const top = Math.max(...values.map((value) => value ?? 0), 0);
  const step = values.length > 1 ? (WIDTH - 2 * PAD) / (values.length - 1) : 0;
  return values.map((value, index) => {
    if (value === null) return null;
    const share = top === 0 ? 0 : value / top;
    return { x: round(PAD + index * step), y: round(HEIGHT - PAD - share * (HEIGHT - 2 * PAD)) };
  });
}

function splitRuns(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter((run) => run.length > 0);
}

function toPath(run: readonly Point[]): string {
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
