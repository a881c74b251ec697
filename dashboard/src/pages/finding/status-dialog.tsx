/** Asks why a finding is muted, resolved or open again, in a dialog that the browser keeps the focus in. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type SubmitEvent } from 'react';

import type { Finding } from '../../../../collector/operations/contract.ts';
import { keys } from '../../api/keys.ts';
import { setFindingStatus } from '../../api/queries.ts';
import { FailedQuery } from '../../ui/failed-query.tsx';

export interface StatusAction {
  readonly status: Finding['status'];
  readonly verb: string;
  readonly about: string;
  readonly needsReason: boolean;
}

export const ACTIONS: Readonly<Record<Finding['status'], StatusAction>> = {
  muted: {
    status: 'muted',
    verb: 'Mute',
    about: 'It stays listed as muted, counts nowhere, and stays muted when a later run sees it again.',
    needsReason: true,
  },
  resolved: {
    status: 'resolved',
    verb: 'Resolve',
    about: 'It stays listed as resolved, with the reason.',
    needsReason: true,
  },
  open: { status: 'open', verb: 'Reopen', about: 'It counts again.', needsReason: false },
};

/** Which actions a finding of this status has. */
export function actionsOf(status: Finding['status']): readonly StatusAction[] {
  return status === 'open' ? [ACTIONS.muted, ACTIONS.resolved] : [ACTIONS.open];
}

/** As long as the server takes. */
const REASON_LENGTH_MAX = 500;

export interface StatusDialogProps {
  readonly finding: Finding;
  readonly action: StatusAction;
  readonly onClose: () => void;
}

export function StatusDialog({ finding, action, onClose }: StatusDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const client = useQueryClient();
  useEffect(() => dialog.current?.showModal(), []);
  const change = useMutation({
    mutationFn: (reason: string | null) => setFindingStatus(finding.id, { status: action.status, reason }),
    networkMode: 'always',
    onSuccess: async (changed) => {
      client.setQueryData(keys.finding(finding.id), changed);
      onClose();
      await client.invalidateQueries({ queryKey: [...keys.findingLists] });
    },
  });
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('reason');
    const reason = typeof typed === 'string' ? typed.trim() : '';
    if (reason !== '' || !action.needsReason) change.mutate(reason === '' ? null : reason);
  };
  return (
    <dialog ref={dialog} className="keys ask" aria-labelledby="ask-title" onClose={onClose}>
      <form onSubmit={send}>
        <h2 id="ask-title">{action.verb} this finding</h2>
        <p className="t2 small">{action.about}</p>
        <label>
          <span>Reason{action.needsReason ? '' : ', if you like'}</span>
          <textarea name="reason" rows={3} maxLength={REASON_LENGTH_MAX} required={action.needsReason} />
        </label>
        {change.error !== null && (
          <FailedQuery what="The status" error={change.error} retry={() => change.mutate(change.variables ?? null)} />
        )}
        <p className="askend">
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="btn primary" disabled={change.isPending}>
            {action.verb}
          </button>
        </p>
      </form>
    </dialog>
  );
}
