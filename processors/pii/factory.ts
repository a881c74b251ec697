/** The search for personal data and secrets as a processor of the sessions pipeline: each session's texts, then an agent's sums. */
import { defineProcessor, type AgentOutcome, type AgentRun } from '../processor.ts';
import { piiConfig, type PiiConfig } from './config.ts';
import { examineSession } from './examine-session.ts';
import { makeSessionFindings } from './make-session-findings.ts';
import { decodePii, encodePii, PII_BYTES_VERSION, type KeptPii } from './pii-bytes.ts';
import { summarizePii, type CountedSession } from './summarize-pii.ts';
import { TextScanner } from './text-scanner.ts';

/** The sessions that count, without their places. */
export type PiiState = ReadonlyMap<string, CountedSession>;

export const piiProcessor = defineProcessor<PiiConfig, PiiState>({
  type: 'pii',
  about: 'personal data and secrets in what an agent reads and writes',
  config: piiConfig,
  keptVersion: PII_BYTES_VERSION,
  // Whatever a span says may be about a person.
  needsContents: () => true,
  sessionsMax: ({ window_sessions_max: max }) => max,
  analyzeSession: (session, config) => encodePii(examineSession(session, scannerOf(config), config)),
  analyzeAgent,
});

/*
 * A thread is handed the same configuration object with every session. The scanner that belongs to it, which takes 18 ms to
 * build, and the texts that it knows are made with the first: what is answered is the same with or without them.
 */
const scanners = new WeakMap<PiiConfig, TextScanner>();

export function scannerOf(config: PiiConfig): TextScanner {
  const known = scanners.get(config);
  if (known !== undefined) return known;
  const scanner = new TextScanner(config);
  scanners.set(config, scanner);
  return scanner;
}

function analyzeAgent(run: AgentRun<PiiState>, config: PiiConfig): AgentOutcome<PiiState> {
  const added = [...run.added].map(([id, bytes]): readonly [string, KeptPii | null] => [id, decodePii(bytes)]);
  const sessions = moveWindow(run, added, config);
  const made = added.flatMap(([, one]) => (one === null ? [] : [makeSessionFindings(run.agentId, one)]));
  return {
    state: sessions,
    memory: null,
    results: { pii: summarizePii(sessions.values()) },
    checks: [],
    behaviour: null,
    findings: made.flatMap(({ findings }) => findings),
    clearedFindingIds: made.flatMap(({ clearedIds }) => clearedIds),
    clusterIds: new Map(),
  };
}

function moveWindow(
  { state, removedIds }: AgentRun<PiiState>,
  added: readonly (readonly [string, KeptPii | null])[],
  { window_sessions_max: max }: PiiConfig,
): PiiState {
  const sessions = new Map(state);
  for (const id of removedIds) sessions.delete(id);
  for (const [id, one] of added) {
    if (one === null) sessions.delete(id);
    else sessions.set(id, { sessionId: one.sessionId, endedMs: one.endedMs, texts: one.texts, counts: one.counts });
  }
  if (sessions.size <= max) return sessions;
  const newest = [...sessions].sort(([a, one], [b, two]) => two.endedMs - one.endedMs || (a < b ? -1 : 1));
  return new Map(newest.slice(0, max));
}
