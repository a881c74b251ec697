/** Why a session is unusual, or that it is not: its card, its steps, and where it leaves the way of its neighbours. */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import { askAnalyzer } from './ask-analyzer.ts';
import { sessionOutlier } from './behaviour-schemas.ts';
import { defineOperation } from './operation.ts';
import { idParam } from './parse-params.ts';

export const getSessionOutlier = defineOperation({
  name: 'get_session_outlier',
  method: 'GET',
  path: '/api/session/{id}/outlier',
  about: 'How unusual a completed session is among those of its agent, why, and where it leaves their way.',
  params: z.object({ id: idParam }),
  response: sessionOutlier,
  async run({ id }, context) {
    const session = await context.store.readSession(id);
    if (session === null) throw new CollectorError('NOT_FOUND', 'there is no session with this id');
    return askAnalyzer(
      {
        question: { type: 'explain', agentId: session.agentId, sessionId: id },
        answer: sessionOutlier,
        nothing:
          session.status === 'active'
            ? 'the session is not completed yet'
            : 'the session is not among those that the analysis of its agent looks at',
      },
      context,
    );
  },
});
