/** The `sessions` connector's keys. */
import { z } from 'zod';

import { duration } from '../../config/duration.ts';
import { byteSize } from '../../config/size.ts';

const positiveDuration = duration.refine((ms) => ms > 0, 'must be longer than 0');

/** How the analyses of the sessions pipeline run. */
const analysis = z.strictObject({
  /** Reading and analysing one session; it is kept as failed beyond it, and the run goes on. */
  session_timeout: positiveDuration.prefault('10s'),
  /** Analysing an agent's sessions together; the run has failed beyond it. */
  agent_timeout: positiveDuration.prefault('30s'),
  /** Of the heap of the thread that analyses. */
  memory_limit: byteSize.prefault('256MiB'),
  /** Spans that are read of one session. */
  session_spans_max: z.int().min(1).max(1_000_000).default(20_000),
  /** After a failed run; twice as long after each further one. */
  retry_interval: positiveDuration.prefault('5s'),
  retry_interval_max: positiveDuration.prefault('5m'),
});

export const sessionsConfig = z.strictObject({
  idle_timeout: positiveDuration.prefault('30s'),
  check_interval: positiveDuration.prefault('1s'),
  analysis: analysis.prefault({}),
});

export type SessionsConfig = z.infer<typeof sessionsConfig>;
export type AnalysisConfig = SessionsConfig['analysis'];
