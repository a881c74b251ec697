/**
 * Findings as rows of the writer's connection, and beside them how many open ones name each session. Only sessions whose
 * findings changed are counted again: a run that sees what the run before saw counts none.
 */
import type { Finding, NewFinding } from '../../model/finding.ts';
import type { FindingChange } from '../../store/analysis-store.ts';
import { clearFinding, seeFinding, sessionsOfFinding, type Sighting } from '../../store/revise-finding.ts';
import { fromFindingColumns, toFindingColumns, type FindingColumns } from './finding-columns.ts';
import type { Statements } from './statements.ts';

export class FindingRows {
  readonly #statements: Statements;
  /** Sessions to count again at the end. */
  readonly #changed = new Set<string>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** @returns false where it is about a session that is gone, or another agent's by now. */
  see(found: NewFinding, sighting: Sighting): boolean {
    if (found.sessionId !== null && !this.#isOf(found.sessionId, found.agentId)) return false;
    const standing = this.#read(found.id);
    const after = seeFinding(standing?.finding ?? null, found, sighting);
    const key = this.#write(after);
    const before = new Set(this.#listSessions(key));
    const named = sessionsOfFinding(after);
    const joined = [...named].filter((id) => !before.has(id));
    const left = [...before].filter((id) => !named.has(id));
    this.#statements.get('insert-finding-sessions').run({ findingKey: key, sessionIds: JSON.stringify(joined) });
    for (const sessionId of left) this.#statements.get('delete-finding-session').run({ sessionId, findingKey: key });
    this.recount([...joined, ...left]);
    if (standing !== null && countsOtherwise(standing.finding, after)) this.recount(named);
    return true;
  }

  clear(id: string, nowMs: number): void {
    const standing = this.#read(id);
    if (standing !== null) this.#rewrite(standing, clearFinding(standing.finding, nowMs));
  }

  /** @returns the finding as it is then, or null where there is none. */
  update(id: string, { status, reason, nowMs }: FindingChange): Finding | null {
    const standing = this.#read(id);
    if (standing === null) return null;
    const after: Finding = { ...standing.finding, status, statusReason: reason, statusChangedAtMs: nowMs };
    this.#rewrite(standing, after);
    return after;
  }

  /** Those about the session go; others that name it stay. */
  removeAbout(sessionId: string): void {
    const rows = this.#statements.get('list-findings-about').all({ sessionId }) as FindingColumns[];
    for (const { finding_key: key } of rows) this.#remove(key);
  }

  sessionGone(sessionId: string): void {
    this.removeAbout(sessionId);
    this.#statements.get('delete-findings-of-session').run(sessionId);
  }

  agentGone(agentId: string): void {
    const rows = this.#statements.get('list-agent-findings').all(agentId) as FindingColumns[];
    for (const { finding_key: key } of rows) this.#remove(key);
  }

  /** The counts of these sessions are to be made anew. */
  recount(sessionIds: Iterable<string>): void {
    for (const id of sessionIds) this.#changed.add(id);
  }

  /** Before the end of every transaction that changed something. */
  flush(): void {
    if (this.#changed.size === 0) return;
    this.#statements.get('recount-findings').run(JSON.stringify([...this.#changed]));
    this.forget();
  }

  /** Forgets what a transaction did not write. */
  forget(): void {
    this.#changed.clear();
  }

  #isOf(sessionId: string, agentId: string): boolean {
    return this.#statements.get('select-session-of-agent').get({ sessionId, agentId }) !== undefined;
  }

  #rewrite({ key, finding: before }: KeptFinding, after: Finding): void {
    this.#write(after);
    if (countsOtherwise(before, after)) this.recount(this.#listSessions(key));
  }

  #remove(key: number): void {
    this.recount(this.#listSessions(key));
    this.#statements.get('delete-sessions-of-finding').run(key);
    this.#statements.get('delete-finding').run(key);
  }

  #read(id: string): KeptFinding | null {
    const row = this.#statements.get('select-finding').get(id) as FindingColumns | undefined;
    return row === undefined ? null : { key: row.finding_key, finding: fromFindingColumns(row) };
  }

  #write(finding: Finding): number {
    const row = this.#statements.get('upsert-finding').get(toFindingColumns(finding)) as { finding_key: number };
    return row.finding_key;
  }

  #listSessions(key: number): string[] {
    const rows = this.#statements.get('list-finding-sessions').all(key) as { session_id: string }[];
    return rows.map((row) => row.session_id);
  }
}

interface KeptFinding {
  readonly key: number;
  readonly finding: Finding;
}

function countsOtherwise(before: Finding, after: Finding): boolean {
  return (before.status === 'open') !== (after.status === 'open') || before.severity !== after.severity;
}
