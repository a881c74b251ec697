/** What the sessions of an agent are like, from the sessions themselves: every average is over as many as are handed in. */
import type { SessionRecord } from '../model/session.ts';
import type { AgentPatterns } from './analysis-schemas.ts';

export function toPatterns(sessions: readonly SessionRecord[]): AgentPatterns {
  const durations = sessions.map(sessionDurationMs);
  const messages = sessions.map(({ totals }) => totals.calls);
  const tools = sessions.map(({ totals }) => totals.toolUses);
  const maxMessages = messages.reduce((max, calls) => Math.max(max, calls), 0);
  return {
    sessions: sessions.length,
    avg_session_duration_ms: mean(durations),
    max_session_duration_ms: durations.reduce((max, duration) => Math.max(max, duration), 0),
    avg_messages_per_session: mean(messages),
    max_messages_per_session: maxMessages,
    tool_usage_rate: 100 * mean(tools.map((uses) => (uses > 0 ? 1 : 0))),
    avg_tools_per_session: mean(tools),
    sessions_with_errors: sessions.filter(({ totals }) => totals.failures > 0).length,
    most_productive_session:
      maxMessages === 0 ? null : (sessions.find(({ totals }) => totals.calls === maxMessages)?.id ?? null),
  };
}

/** Senders' clocks may say that a session ended before it began. */
export function sessionDurationMs({ createdAtMs, lastActivityMs }: SessionRecord): number {
  return Math.max(lastActivityMs - createdAtMs, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
