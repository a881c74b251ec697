/** How an agent stands by its latest run. Nothing decided is unknown, never well. */
import type { Agent } from '../../../collector/operations/contract.ts';
import { Mark } from './mark.tsx';
import type { MarkName } from './mark-paths.ts';

export type Risk = Agent['risk_status'];

const LOOKS: Readonly<Record<Risk, { mark: MarkName; label: string; className: string }>> = {
  ok: { mark: 'ok', label: 'passed', className: 'okt' },
  warning: { mark: 'medium', label: 'warnings', className: 'sev-medium' },
  critical: { mark: 'critical', label: 'critical', className: 'sev-critical' },
  unknown: { mark: 'undecided', label: 'not decided', className: 't3' },
};

export function RiskStatus({ status }: { readonly status: Risk }) {
  const { mark, label, className } = LOOKS[status];
  return (
    <span className="ckst">
      <Mark name={mark} size={11} />
      <span className={className}>{label}</span>
    </span>
  );
}
