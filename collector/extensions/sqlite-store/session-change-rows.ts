/**
 * What happened to agents' sessions since their last analysis, written in the transaction in which it happens. Costs nothing
 * for sessions that were never completed.
 */
import type { SessionRecord } from '../../model/session.ts';
import { SESSIONS_LEFT_MAX, type SessionWatcher } from '../../store/session-watcher.ts';
import type { AnalysisRows } from './analysis-rows.ts';
import type { FindingRows } from './finding-rows.ts';
import type { Statements } from './statements.ts';

export class SessionChangeRows implements SessionWatcher {
  readonly #statements: Statements;
  readonly #analyses: AnalysisRows;
  readonly #findings: FindingRows;

  constructor(statements: Statements, analyses: AnalysisRows, findings: FindingRows) {
    this.#statements = statements;
    this.#analyses = analyses;
    this.#findings = findings;
  }

  /** Sessions of one agent that are completed now. */
  sessionsEnded(agentId: string, sessionIds: readonly string[]): void {
    const version = this.#nextVersion(agentId);
    for (const sessionId of sessionIds) this.#write({ agentId, sessionId, version, kind: 'ended' });
  }

  completedSessionChanged(before: SessionRecord, after: SessionRecord): void {
    const { id: sessionId, agentId } = before;
    if (after.status !== 'completed') {
      // No news before it ends again: the version that its agent will have then is not there yet.
      this.#write({ agentId, sessionId, version: this.#readVersion(agentId) + 1, kind: 'left' });
      this.#forgetResults(sessionId);
    } else if (after.agentId !== agentId) {
      this.sessionLeft(before);
      this.sessionsEnded(after.agentId, [sessionId]);
    }
    if (after.agentId !== agentId) this.#findings.removeAbout(sessionId);
  }

  sessionGone(before: SessionRecord): void {
    if (before.status === 'completed') this.sessionLeft(before);
    this.#findings.sessionGone(before.id);
  }

  agentGone(agentId: string): void {
    this.#analyses.agentGone(agentId);
  }

  /** Everything that is completed is news, because it may be read differently now. */
  endAllAgain(): void {
    const { newest: version } = this.#statements.get('next-analysis-version').get() as { newest: number };
    for (const name of ['end-all-again-agents', 'end-all-again-sessions']) this.#statements.get(name).run({ version });
  }

  /** Before the end of every transaction that changed something. */
  flush(): void {
    this.#findings.flush();
  }

  forget(): void {
    this.#findings.forget();
  }

  sessionLeft({ id: sessionId, agentId }: Pick<SessionRecord, 'id' | 'agentId'>): void {
    this.#write({ agentId, sessionId, version: this.#nextVersion(agentId), kind: 'left' });
    this.#forgetResults(sessionId);
    const { sessions_left: left } = this.#statements.get('count-session-left').get(agentId) as {
      sessions_left: number;
    };
    if (left <= SESSIONS_LEFT_MAX) return;
    for (const name of ['delete-left-changes', 'begin-agent-anew']) this.#statements.get(name).run(agentId);
  }

  #forgetResults(sessionId: string): void {
    this.#statements.get('delete-kept').run(sessionId);
    this.#statements.get('clear-session-cluster').run(sessionId);
  }

  #nextVersion(agentId: string): number {
    const { newest: version } = this.#statements.get('next-analysis-version').get() as { newest: number };
    this.#statements.get('upsert-agent-version').run({ agentId, version });
    return version;
  }

  #readVersion(agentId: string): number {
    const row = this.#statements.get('select-agent-version').get(agentId) as { version: number } | undefined;
    return row?.version ?? 0;
  }

  #write(change: Change): void {
    this.#statements.get('upsert-session-change').run(change);
  }
}

interface Change {
  readonly agentId: string;
  readonly sessionId: string;
  readonly version: number;
  readonly kind: 'ended' | 'left';
}
