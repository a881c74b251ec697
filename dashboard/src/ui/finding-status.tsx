/** Whether a finding is open, or what a person said of it. */
import type { Finding } from '../../../collector/operations/contract.ts';
import { passageOf } from '../format/text-of.ts';

export function FindingStatus({ finding: { status, status_reason } }: { readonly finding: Finding }) {
  return (
    <span
      className={status === 'open' ? 'badge' : 'badge dash'}
      title={status_reason === null ? undefined : passageOf(status_reason)}
    >
      {status}
    </span>
  );
}
