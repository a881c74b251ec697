/** Two completed sessions side by side, step by step, with the first place where the second leaves the way of the first. */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import type { SessionAnswer } from '../model/session.ts';
import type { Store } from '../store.ts';
import { askAnalyzer } from './ask-analyzer.ts';
import { defineOperation } from './operation.ts';
import { idParam } from './parse-params.ts';
import { sessionComparison } from './schemas.ts';
import { toSession } from './to-session.ts';

const answer = sessionComparison.shape.steps.extend({
  similarity: sessionComparison.shape.similarity,
  divergence: sessionComparison.shape.divergence,
});

export const compareSessions = defineOperation({
  name: 'compare_sessions',
  method: 'GET',
  path: '/api/compare',
  about: 'Two completed sessions side by side, with the first place where b leaves the way of a.',
  params: z.object({ a: idParam, b: idParam }),
  response: sessionComparison,
  async run({ a, b }, context) {
    const [first, second] = await Promise.all([
      readCompared(context.store, 'a', a),
      readCompared(context.store, 'b', b),
    ]);
    const {
      a: stepsA,
      b: stepsB,
      ...compared
    } = await askAnalyzer(
      {
        question: { type: 'compare-sessions', sessionIds: [a, b] },
        answer,
        nothing: 'only completed sessions can be compared',
      },
      context,
    );
    return { a: toSession(first), b: toSession(second), steps: { a: stepsA, b: stepsB }, ...compared };
  },
});

async function readCompared(store: Store, name: 'a' | 'b', id: string): Promise<SessionAnswer> {
  const session = await store.readSession(id);
  if (session === null) throw new CollectorError('NOT_FOUND', `there is no session with the id of ${name}`);
  return session;
}
