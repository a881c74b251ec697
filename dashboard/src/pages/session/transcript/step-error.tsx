/** Why a span failed, in the sender's own words. */
import type { TimelineItem } from '../../../../../collector/operations/contract.ts';
import { FoldedText } from './folded-text.tsx';
import { nameOf } from '../../../format/text-of.ts';

export interface StepErrorProps {
  readonly item: TimelineItem;
  readonly message: string | undefined;
}

export function StepError({ item, message }: StepErrorProps) {
  const says = message === undefined || message === '' ? null : message;
  return (
    <div className="serr">
      <b>{nameOf(item.error_type ?? 'failed')}</b>
      {says === null ? <span className="t3"> without a message</span> : <FoldedText text={says} lines={4} />}
    </div>
  );
}
