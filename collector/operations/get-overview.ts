/** Time series for charts, and the same sums for as long a time before, so that a page can say better or worse. */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import type { SeriesQuery, Store } from '../store.ts';
import { buildOverview, type OverviewParts, type Window } from './build-overview.ts';
import { coverWindow, type Stretch } from './cover-window.ts';
import { chooseStepMs, parseStepMs, SERIES_STEP_MS } from './overview-step.ts';
import { defineOperation } from './operation.ts';
import { idParam, instantParam } from './parse-params.ts';
import { overview } from './schemas.ts';

const DAY_MS = 86_400_000;
/** Longer than any retention makes sense. */
const WINDOW_MS_MAX = 400 * DAY_MS;

export const getOverview = defineOperation({
  name: 'get_overview',
  method: 'GET',
  path: '/api/overview',
  about: 'Time series of sessions, calls, tokens, cost and latency; the last 24 hours where no window is given.',
  params: z.object({
    from: instantParam.optional(),
    to: instantParam.optional(),
    step: z
      .string()
      .regex(/^[0-9]{1,5}[mhd]$/, 'expected a duration such as 5m, 1h or 1d')
      .optional(),
    agent_id: idParam.optional(),
  }),
  response: overview,
  async run({ from, to, step, agent_id }, { store, clock }) {
    const toMs = to === undefined ? clock.nowMs() : Date.parse(to);
    // Rows are 5 minutes wide, so that is as exact as a beginning can be.
    const fromMs = floorTo(from === undefined ? toMs - DAY_MS : Date.parse(from), SERIES_STEP_MS);
    if (fromMs >= toMs) throw new CollectorError('INVALID_REQUEST', 'parameter from: must be before to');
    if (toMs - fromMs > WINDOW_MS_MAX)
      throw new CollectorError('INVALID_REQUEST', 'parameter from: at most 400 days before to');
    const stepMs = step === undefined ? chooseStepMs(fromMs, toMs) : parseStepMs(step, { fromMs, toMs });
    return buildOverview(await readParts(store, { fromMs, toMs, stepMs }, agent_id), { fromMs, toMs, stepMs });
  },
});

/** In one question to the store, whose answer is of one moment. */
async function readParts(store: Store, window: Window, agentId: string | undefined): Promise<OverviewParts> {
  const { fromMs, toMs, stepMs } = window;
  // A bucket counts where it begins, so that the window before begins with the first bucket that does.
  const before = { fromMs: ceilTo(fromMs - (toMs - fromMs), SERIES_STEP_MS), toMs: fromMs };
  const own = agentId === undefined ? null : { id: agentId };
  const ask = (stretches: readonly Stretch[], agents: SeriesQuery['agents']): SeriesQuery[] =>
    stretches.map((stretch) => ({ ...stretch, agents }));
  const asked = [
    ask(coverWindow(window, stepMs), own ?? 'all'),
    ask(coverWindow(window), own ?? 'each'),
    ask(coverWindow(before), own ?? 'all'),
  ] as const;
  const answers = await store.readSeries(asked.flat());
  const [points, byAgent] = [asked[0].length, asked[1].length];
  return {
    inside: answers.slice(0, points).flat(),
    byAgent: answers.slice(points, points + byAgent).flat(),
    before: answers.slice(points + byAgent).flat(),
  };
}

function ceilTo(ms: number, step: number): number {
  return Math.ceil(ms / step) * step;
}

function floorTo(ms: number, step: number): number {
  return Math.floor(ms / step) * step;
}
