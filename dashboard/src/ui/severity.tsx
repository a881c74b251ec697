/** A severity as its mark and its word. */
import type { Finding } from '../../../collector/operations/contract.ts';
import { formatCount } from '../format/count.ts';
import { Mark } from './mark.tsx';

export type Severity = Finding['severity'];

/** The worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];

export function SeverityWord({ severity }: { readonly severity: Severity }) {
  return (
    <span className={`sev sev-${severity}`}>
      <Mark name={severity} />
      {severity}
    </span>
  );
}

/** Counts by severity, those of zero left out. */
export function SeverityCounts({ counts }: { readonly counts: Readonly<Record<Severity, number>> }) {
  return SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => (
    <span key={severity} className={`sev sev-${severity} num`} title={`${formatCount(counts[severity])} ${severity}`}>
      <Mark name={severity} size={11} label={severity} />
      {formatCount(counts[severity])}
    </span>
  ));
}
