/** What the first page shows: global numbers, agents, the latest sessions, and where spans are to be sent. */
import { z } from 'zod';

import type { ComponentState } from '../component.ts';
import { msToIso } from '../model/unix-nano.ts';
import { byLastSeen } from './list-agents.ts';
import type { Store } from '../store.ts';
import { defineOperation } from './operation.ts';
import { LIST_LIMIT_MAX } from './parse-params.ts';
import { readRisks } from './read-risks.ts';
import { dashboard, type Dashboard } from './schemas.ts';
import { toAgent } from './to-agent.ts';
import { toSession } from './to-session.ts';
import { toStorage } from './to-storage.ts';

const LATEST_SESSIONS = 20;

export const getDashboard = defineOperation({
  name: 'get_dashboard',
  method: 'GET',
  path: '/api/dashboard',
  about: 'Global numbers, agents and the latest sessions.',
  params: z.object({}),
  response: dashboard,
  async run(_params, { store, clock, refreshIntervalMs, componentStates }) {
    const [agents, latest, active, size, unpriced] = await Promise.all([
      store.listAgents(),
      store.listSessions({ sort: 'last_activity', limit: LATEST_SESSIONS, offset: 0 }),
      store.listSessions({ status: { any: ['active'], none: [] }, sort: 'last_activity', limit: 1, offset: 0 }),
      store.readSize(),
      listUnpriced(store, clock.nowMs()),
    ]);
    const listed = [...agents].sort(byLastSeen).slice(0, LIST_LIMIT_MAX);
    const riskOf = await readRisks(
      store,
      listed.map(({ id }) => id),
    );
    const sessions = latest.sessions.map(toSession);
    return {
      agents: listed.map((agent) => toAgent(agent, riskOf(agent.id))),
      sessions_count: latest.totalCount,
      active_sessions_count: active.totalCount,
      latest_session: sessions[0] ?? null,
      latest_sessions: sessions,
      span_count: size.spans,
      store_bytes: size.bytes,
      storage: toStorage(store),
      doors: receiverDoors(componentStates()),
      unpriced_models: unpriced,
      last_updated: msToIso(clock.nowMs()),
      refresh_interval_ms: refreshIntervalMs,
    };
  },
});

const DAY_MS = 86_400_000;
const UNPRICED_DAYS = 7;
const UNPRICED_MODELS_MAX = 20;

async function listUnpriced(store: Store, nowMs: number): Promise<Dashboard['unpriced_models']> {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const window = { widthMs: DAY_MS, fromMs: today - (UNPRICED_DAYS - 1) * DAY_MS, toMs: today + DAY_MS } as const;
  const [buckets = []] = await store.readSeries([{ ...window, agents: 'all' }]);
  const calls = new Map<string, number>();
  for (const { model, calls: totals } of buckets) {
    if (totals.unpricedCalls > 0) calls.set(model, (calls.get(model) ?? 0) + totals.unpricedCalls);
  }
  return [...calls]
    .map(([model, count]) => ({ model, calls: count }))
    .sort((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1))
    .slice(0, UNPRICED_MODELS_MAX);
}

/** A door's line is `OTLP/HTTP  http://localhost:4318`: its name, spaces, its address. */
function receiverDoors(states: readonly ComponentState[]): Dashboard['doors'] {
  return states
    .filter(({ kind }) => kind === 'receiver')
    .flatMap(({ doors }) => doors ?? [])
    .map((line) => {
      const at = line.lastIndexOf(' ');
      return { receiver: line.slice(0, Math.max(at, 0)).trim(), url: line.slice(at + 1) };
    });
}
