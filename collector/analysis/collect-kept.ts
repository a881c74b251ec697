/**
 * What processors keep of sessions: read from the store, and made where there is nothing of their version. What is made goes
 * to the store in batches while the rest is made, so that a run that is interrupted goes on where it was.
 */
import type { KeptOfSession } from '../model/analysis.ts';
import type { CompletedSession } from '../../processors/processor.ts';
import type { AnalysisReader } from '../store/analysis-store.ts';
import type { ActiveProcessor } from './active-processors.ts';
import { buildCompletedSession, SessionUnreadable, type SessionReading } from './build-completed-session.ts';

export interface KeptSessions {
  /** By processor type, then by session, in the order in which they were asked for. */
  readonly bytesOf: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
  /** Sessions that a processor could not read. */
  readonly failedIds: ReadonlySet<string>;
  /** Sessions that are gone, or not completed any more. */
  readonly goneIds: ReadonlySet<string>;
}

export interface KeptContext {
  readonly reader: AnalysisReader;
  readonly active: readonly ActiveProcessor[];
  readonly reading: SessionReading;
  /** Told before a session is read: whoever watches the time knows which one it is. */
  readonly onSession: (sessionId: string) => void;
  /** Resolves when it is kept. */
  readonly onKept: (kept: readonly KeptOfSession[]) => Promise<void>;
}

/** Sessions whose kept bytes are asked for at once. */
const SESSIONS_ASKED_MAX = 500;
const BATCH_ROWS_MAX = 200;
const BATCH_MS_MAX = 250;

export async function collectKept(sessionIds: readonly string[], context: KeptContext): Promise<KeptSessions> {
  const bytesOf = new Map(context.active.map(({ processor }) => [processor.type, new Map<string, Uint8Array>()]));
  const failedIds = new Set<string>();
  const goneIds = new Set<string>();
  const batch = new Batch(context.onKept);
  const add = ({ sessionId, processor, bytes }: KeptOfSession): void => {
    if (bytes === null) failedIds.add(sessionId);
    else bytesOf.get(processor)?.set(sessionId, bytes);
  };
  for (let at = 0; at < sessionIds.length; at += SESSIONS_ASKED_MAX) {
    const asked = sessionIds.slice(at, at + SESSIONS_ASKED_MAX);
    const missing = await readKept(asked, context, add);
    for (const [sessionId, active] of missing) {
      const made = await makeKept(sessionId, active, context);
      if (made === null) goneIds.add(sessionId);
      else for (const kept of made) add(kept);
      await batch.add(made ?? []);
    }
  }
  await batch.flush();
  return { bytesOf, failedIds, goneIds };
}

/** @returns the sessions of which a processor has nothing of its version, with those processors. */
async function readKept(
  sessionIds: readonly string[],
  { reader, active }: KeptContext,
  add: (kept: KeptOfSession) => void,
): Promise<ReadonlyMap<string, readonly ActiveProcessor[]>> {
  const missing = new Map<string, ActiveProcessor[]>();
  for (const one of active) {
    const { type, keptVersion } = one.processor;
    const kept = await reader.readKept(sessionIds, type);
    const current = new Map(
      kept.filter((row) => row.keptVersion === keptVersion).map((row) => [row.sessionId, row] as const),
    );
    for (const sessionId of sessionIds) {
      const row = current.get(sessionId);
      if (row !== undefined) add(row);
      else missing.set(sessionId, [...(missing.get(sessionId) ?? []), one]);
    }
  }
  return missing;
}

async function makeKept(
  sessionId: string,
  active: readonly ActiveProcessor[],
  { reader, reading, onSession }: KeptContext,
): Promise<readonly KeptOfSession[] | null> {
  onSession(sessionId);
  try {
    const session = await buildCompletedSession(sessionId, { reader, reading });
    return session === null ? null : active.map((one) => analyzeSession(session, one));
  } catch (error) {
    if (!(error instanceof SessionUnreadable)) throw error;
    const failure = `its spans cannot be read: ${error.message}`;
    return active.map(({ processor }) => failKept(sessionId, processor, failure));
  }
}

function analyzeSession(session: CompletedSession, { processor, config }: ActiveProcessor): KeptOfSession {
  const { type, keptVersion } = processor;
  try {
    const bytes = processor.analyzeSession(session, config);
    const { id: sessionId, completedAtMs } = session.record;
    return { sessionId, processor: type, keptVersion, bytes, failure: null, completedAtMs };
  } catch (error) {
    // Its kind alone: a message may quote what the session says.
    return failKept(session.record.id, processor, error instanceof Error ? error.name : typeof error);
  }
}

export function failKept(
  sessionId: string,
  { type, keptVersion }: { readonly type: string; readonly keptVersion: number },
  failure: string,
): KeptOfSession {
  return { sessionId, processor: type, keptVersion, bytes: null, failure };
}

class Batch {
  readonly #onKept: KeptContext['onKept'];
  #rows: KeptOfSession[] = [];
  #sinceMs = 0;

  constructor(onKept: KeptContext['onKept']) {
    this.#onKept = onKept;
  }

  async add(rows: readonly KeptOfSession[]): Promise<void> {
    if (this.#rows.length + rows.length > BATCH_ROWS_MAX) await this.flush();
    if (this.#rows.length === 0) this.#sinceMs = performance.now();
    this.#rows.push(...rows);
    if (this.#rows.length >= BATCH_ROWS_MAX || performance.now() - this.#sinceMs >= BATCH_MS_MAX) await this.flush();
  }

  async flush(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0) await this.#onKept(rows);
  }
}
