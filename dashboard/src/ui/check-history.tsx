/** What a check said run by run, the newest at the right: the worse, the taller; what was not decided is dotted. */
import { formatCount } from '../format/count.ts';
import { STATUS_LOOKS, type CheckStatus } from './check-status.tsx';

/** Null where the run failed or did not have the check. */
export type HistoryStep = CheckStatus | null;

const STEP_CLASSES: Readonly<Record<CheckStatus, string>> = {
  passed: 'hp',
  warning: 'hw',
  critical: 'hc',
  insufficient_data: 'hn',
  not_applicable: 'hn',
  error: 'hn',
};

/** @param steps the oldest first */
export function CheckHistory({ steps }: { readonly steps: readonly HistoryStep[] }) {
  const label = describeHistory(steps);
  return (
    <span className="hist" role="img" aria-label={label} title={label}>
      {steps.map((step, index) => (
        <i key={index} className={step === null ? 'hn' : STEP_CLASSES[step]} />
      ))}
    </span>
  );
}

export function HistoryLegend() {
  return (
    <p className="legend hs">
      <span>
        <i className="hp" />
        passed
      </span>
      <span>
        <i className="hw" />
        warning
      </span>
      <span>
        <i className="hc" />
        critical
      </span>
      <span>
        <i className="hn" />
        not decided
      </span>
    </p>
  );
}

/** `3 runs, oldest first: 2 passed, then 1 critical`. */
export function describeHistory(steps: readonly HistoryStep[]): string {
  const parts: { word: string; count: number }[] = [];
  for (const step of steps) {
    const word = step === null ? 'not decided' : STATUS_LOOKS[step].label;
    const last = parts.at(-1);
    if (last?.word === word) last.count += 1;
    else parts.push({ word, count: 1 });
  }
  const runs = `${formatCount(steps.length)} run${steps.length === 1 ? '' : 's'}`;
  return `${runs}, oldest first: ${parts.map(({ word, count }) => `${formatCount(count)} ${word}`).join(', then ')}`;
}
