/** Who is told what becomes of sessions and agents as their rows are written, inside the transaction that writes them. */
import type { SessionRecord } from '../model/session.ts';

/**
 * Sessions of an agent that left since its last analysis and are remembered one by one. Where more left, and where nothing
 * analyses, the agent is analysed from its sessions that stand instead of from what changed.
 */
export const SESSIONS_LEFT_MAX = 1000;

export interface SessionWatcher {
  /** A session that was completed is written anew: open again, or with fewer traces, and then perhaps another agent's. */
  completedSessionChanged(before: SessionRecord, after: SessionRecord): void;
  sessionGone(before: SessionRecord): void;
  agentGone(agentId: string): void;
}
