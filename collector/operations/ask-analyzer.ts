/** Questions about behaviour that nobody has written an answer to: the analyses' thread answers, where there is one. */
import type { z } from 'zod';

import type { BehaviourQuestion } from '../analysis/analyzer.ts';
import { CollectorError } from '../errors.ts';
import type { OperationContext } from './operation.ts';

export interface Asked<R> {
  readonly question: BehaviourQuestion;
  readonly answer: z.ZodType<R>;
  /** What a 404 says where there is nothing to say it of. */
  readonly nothing: string;
}

/** @throws CollectorError NOT_FOUND; a retryable code where it takes too long */
export async function askAnalyzer<R>(
  { question, answer, nothing }: Asked<R>,
  { analyzer, analyses }: Pick<OperationContext, 'analyzer' | 'analyses'>,
): Promise<R> {
  if (analyzer === null || !analyses.some(({ type }) => type === 'behavioral')) {
    throw new CollectorError(
      'NOT_FOUND',
      'nothing analyses behaviour here: service.pipelines.sessions needs the processor behavioral',
    );
  }
  const said = await analyzer.ask(question);
  if (said === null) throw new CollectorError('NOT_FOUND', nothing);
  return answer.parse(said);
}
