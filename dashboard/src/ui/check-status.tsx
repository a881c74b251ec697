/** How a check's status looks and reads: a shape and a colour of its own, and the two that decided nothing say so. */
import type { Check } from '../../../collector/operations/contract.ts';
import { Mark } from './mark.tsx';
import type { MarkName } from './mark-paths.ts';

export type CheckStatus = Check['status'];

interface StatusLook {
  readonly mark: MarkName;
  readonly label: string;
  /** Of its word. */
  readonly className: string;
}

export const STATUS_LOOKS: Readonly<Record<CheckStatus, StatusLook>> = {
  passed: { mark: 'ok', label: 'passed', className: 'okt' },
  warning: { mark: 'medium', label: 'warning', className: 'sev-medium' },
  critical: { mark: 'critical', label: 'critical', className: 'sev-critical' },
  insufficient_data: { mark: 'undecided', label: 'insufficient data', className: 't3' },
  not_applicable: { mark: 'dash', label: 'not applicable', className: 't3' },
  error: { mark: 'error', label: 'error', className: 'errt' },
};

export function CheckStatusWord({ status }: { readonly status: CheckStatus }) {
  const { mark, label, className } = STATUS_LOOKS[status];
  return (
    <span className="ckst">
      <Mark name={mark} />
      <span className={className}>{label}</span>
    </span>
  );
}
