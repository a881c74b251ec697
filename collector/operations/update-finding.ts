/**
 * A person's word on a finding: open, muted, or resolved. Whoever silences one says why, so that the next reader need not
 * ask; the analysis goes on seeing it, and the word stays with it.
 */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import { FINDING_STATUSES } from '../model/finding.ts';
import { finding } from './finding-schemas.ts';
import { answerFinding } from './get-finding.ts';
import { defineOperation } from './operation.ts';
import { idParam } from './parse-params.ts';
import { sessionIdsOf } from './to-finding.ts';

const REASON_LENGTH_MAX = 500;

export const updateFinding = defineOperation({
  name: 'update_finding',
  method: 'PATCH',
  path: '/api/finding/{id}',
  about: `Sets a finding's status. Muted and resolved need a reason of at most ${REASON_LENGTH_MAX} characters.`,
  params: z.object({
    id: idParam,
    status: z.enum(FINDING_STATUSES),
    reason: z.string().max(REASON_LENGTH_MAX).nullable().default(null),
  }),
  response: finding,
  async run({ id, status, reason }, { store, clock, bus }) {
    const words = reason?.toWellFormed().trim() ?? '';
    if (status !== 'open' && words === '') {
      throw new CollectorError('INVALID_REQUEST', `parameter reason: say why it is ${status}`);
    }
    const change = { status, reason: words === '' ? null : words, nowMs: clock.nowMs() };
    const record = await store.updateFinding(id, change);
    const answer = await answerFinding(record, store);
    if (record !== null)
      bus.publish('findings.stored', { agentIds: [record.agentId], sessionIds: sessionIdsOf(record) });
    return answer;
  },
});
