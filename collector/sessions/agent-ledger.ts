/**
 * Collects what a batch changes in agents and charts and writes each row once at its end: 64 sessions of one agent in a
 * batch are one row, not 64.
 */
import type { SessionRecord } from '../model/session.ts';
import { addToSeries } from './series.ts';
import type { AgentRow, SeriesDelta, SessionRows } from './session-rows.ts';
import { combineCalls, combineCounts, combineTotals, NO_CALLS, NO_TOTALS } from './totals.ts';
import { SERIES_STEP_MS, type TraceSummary } from './trace-summary.ts';

export class AgentLedger {
  readonly #rows: SessionRows;
  readonly #agents = new Map<string, AgentRow>();
  readonly #series = new Map<string, SeriesDelta>();

  constructor(rows: SessionRows) {
    this.#rows = rows;
  }

  /** @param sign 1 enters the session under its agent, -1 takes it out again. */
  session(record: SessionRecord, sign: 1 | -1): void {
    const agent = this.#agents.get(record.agentId) ??
      this.#rows.readAgentRow(record.agentId) ?? {
        id: record.agentId,
        name: record.agentName,
        workflowId: record.workflowId,
        totalSessions: 0,
        activeSessions: 0,
        totals: NO_TOTALS,
      };
    this.#agents.set(record.agentId, {
      ...agent,
      totalSessions: agent.totalSessions + sign,
      activeSessions: agent.activeSessions + (record.status === 'active' ? sign : 0),
      // Every session may have tags of its own: an agent's would grow with each, and nobody asks for them.
      totals: {
        ...combineTotals(agent.totals, { ...record.totals, tags: NO_TOTALS.tags }, sign),
        tags: NO_TOTALS.tags,
      },
    });
    addToSeries(this.#series, {
      startMs: Math.floor(record.createdAtMs / SERIES_STEP_MS) * SERIES_STEP_MS,
      agentId: record.agentId,
      model: '',
      sessions: sign,
      failedSessions: record.totals.failures > 0 ? sign : 0,
      calls: NO_CALLS,
      responseTimes: new Map(),
      timesToFirstToken: new Map(),
    });
  }

  trace(agentId: string, summary: TraceSummary, sign: 1 | -1): void {
    for (const entry of summary.series) {
      addToSeries(this.#series, {
        startMs: entry.startMs,
        agentId,
        model: entry.model,
        sessions: 0,
        failedSessions: 0,
        calls: combineCalls(NO_CALLS, entry.calls, sign),
        responseTimes: combineCounts(new Map(), entry.responseTimes, sign),
        timesToFirstToken: combineCounts(new Map(), entry.timesToFirstToken, sign),
      });
    }
  }

  flush(): void {
    for (const agent of this.#agents.values()) {
      if (agent.totalSessions === 0) this.#rows.deleteAgent(agent.id);
      else this.#rows.writeAgentRow(agent);
    }
    for (const delta of this.#series.values()) this.#rows.addSeries(delta);
  }
}
