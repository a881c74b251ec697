/**
 * How long a run takes on this thread, from a session's stored spans to findings: warm, cold, long sessions, growing ones;
 * runs with and without the search for personal data.
 */
import { buildCompletedSession } from '../../collector/analysis/build-completed-session.ts';
import { InlineAnalyzer } from '../../collector/analysis/inline.ts';
import type { KeptOfSession } from '../../collector/model/analysis.ts';
import type { Store } from '../../collector/store.ts';
import type { AnalysisReader } from '../../collector/store/analysis-store.ts';
import { encodeFeatures, FEATURES_VERSION } from '../../processors/behavioral/feature-bytes.ts';
import { DEFAULT_BEHAVIORAL_CONFIG } from '../../processors/behavioral/config.ts';
import { traceSession } from '../../processors/behavioral/factory.ts';
import { buildFeatures } from '../../processors/behavioral/features.ts';
import { processors } from '../../processors/index.ts';
import { piiConfig } from '../../processors/pii/config.ts';
import { piiProcessor, scannerOf } from '../../processors/pii/factory.ts';
import { decodePii, encodePii, PII_BYTES_VERSION } from '../../processors/pii/pii-bytes.ts';
import type { Processor } from '../../processors/processor.ts';
import { SESSION_BYTES_VERSION } from '../../processors/security/session-bytes.ts';
import { AGENT, sessionSpans, settingsFor } from '../support/analysis-builder.ts';
import { completeAll } from '../support/completed-sessions.ts';
import { BEGIN_MS, chat, type SpanSpec } from '../support/span-builder.ts';
import { buildStore } from '../support/store-builder.ts';
import { createSyntheticAgent, playSessions } from '../support/synthetic-agents.ts';
import { round } from './report.ts';

type Say = (line: string) => void;

const SIZES = [100, 1000, 10_000];
const NEW_SESSIONS = 6;

export async function measureAnalysis(say: Say): Promise<void> {
  for (const size of SIZES) {
    await measureRuns(size, { known: processors.filter(({ type }) => type !== 'pii'), what: 'without pii', say });
    await measureRuns(size, { known: processors, what: 'with pii', say });
  }
  await measureLong(1000, say);
  await measureLong(100_000, say);
  for (const turns of [50, 200]) await measureGrowing(turns, say);
}

interface Measured {
  readonly known: readonly Processor[];
  readonly what: string;
  readonly say: Say;
}

async function measureRuns(size: number, { known, what, say }: Measured): Promise<void> {
  const kept = makeKept(size);
  const ids = [...kept.keys()];
  const { store, write } = buildStore();
  const fresh = Array.from({ length: NEW_SESSIONS }, (_, at) => `new${at}`);
  for (const id of fresh) await write(speak(id, sessionSpans(id, 'abcdefghij'.split(''))), { service: AGENT });
  await completeAll(store);
  let version = 1;
  const reader = overlay(store, { ids, kept, changed: () => (version === 1 ? [] : [fresh[version - 2] ?? '']) });
  const analyzer = new InlineAnalyzer(reader, settingsFor(known));
  const run = async (analyzedVersion: number): Promise<number> => {
    const began = performance.now();
    const outcome = await analyzer.analyze({
      id: `run ${version}`,
      agentId: AGENT,
      version,
      analyzedVersion,
      startedAtMs: BEGIN_MS,
      onKept: async () => undefined,
    });
    if (!outcome.ok) throw new Error(outcome.failure);
    return performance.now() - began;
  };
  const cold = await run(0);
  const warm: number[] = [];
  for (version = 2; version <= NEW_SESSIONS + 1; version++) warm.push(await run(version - 1));
  const bytes = ids.slice(0, 100).reduce((sum, id) => sum + sizeOf(kept.get(id), known), 0) / Math.min(100, size);
  say(
    `${size} sessions ${what}, ${round(bytes)} bytes kept of each: cold ${round(cold)} ms; one more session of 20 spans ${warm.map(round).join(', ')} ms`,
  );
}

/** Each span with half a KB of prose that no other span has, and the same instructions in all of them. */
function speak(session: string, spans: readonly SpanSpec[]): readonly SpanSpec[] {
  return spans.map((span, at) => {
    const content = `${session} ${at} ${PROSE}`;
    const attributes = {
      ...span.attributes,
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: PROSE.repeat(8) }]),
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]),
      'gen_ai.tool.call.result': JSON.stringify({ found: content }),
    };
    return { ...span, attributes };
  });
}

const PROSE =
  'The order that Mr. Miller asked about left the warehouse on Tuesday, and the invoice went to accounts@northwind.co the same day. ' +
  'Please tell him that the parcel has two boxes, that the second one holds the spare parts, and that nobody needs to be at home: ' +
  'the driver leaves it with a neighbour. If anything is missing he may write until the end of the month, with the number of the order ' +
  'and a photo of the label, and we send what is missing without asking him to return the rest of it. ';

function sizeOf(rows: readonly KeptOfSession[] | undefined, known: readonly Processor[]): number {
  return (rows ?? [])
    .filter(({ processor }) => known.some(({ type }) => type === processor))
    .reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
}

const PLACE = {
  type: 'EMAIL_ADDRESS',
  weight: 'other',
  tier: 'high',
  place: 'user_message',
  trace_id: '0'.repeat(32),
  span_id: '1'.repeat(16),
  field: 'gen_ai.input.messages/0/0',
  start: 100,
  end: 120,
  excerpt: '•••@•••.co',
  hash: null,
} as const;

/** What a session with ten addresses leaves. */
const PII_BYTES = encodePii({
  sessionId: 'kept',
  endedMs: BEGIN_MS,
  texts: 20,
  characters: 10_000,
  skipped: { media: 0, blobs: 0, texts: 0, characters: 0, entities: 0, nested: 0, spans: 0 },
  counts: [{ type: 'EMAIL_ADDRESS', weight: 'other', tier: 'high', place: 'user_message', count: 10 }],
  places: Array.from({ length: 10 }, () => PLACE),
});

function makeKept(size: number): ReadonlyMap<string, readonly KeptOfSession[]> {
  const agent = createSyntheticAgent({ seed: 'analysis', modes: 4 });
  return new Map(
    playSessions({ agent, count: size, noise: 0.25 }).map(({ features }, at): [string, readonly KeptOfSession[]] => {
      const { sessionId } = features;
      const numbers = {
        sessionId,
        totalTokens: 8000 + at,
        cacheReadTokens: 0,
        toolUses: 8,
        durationMs: 1000 + at,
        models: ['gpt-4o'],
        availableTools: agent.tools,
        usedTools: agent.tools.slice(0, 8),
        largestCalls: [{ traceId: '0'.repeat(32), spanId: '1'.repeat(16), totalTokens: 900 }],
      };
      const security = new TextEncoder().encode(JSON.stringify({ numbers, endedMs: BEGIN_MS - at }));
      const dated = encodeFeatures({ ...features, endedMs: BEGIN_MS - 1000 * at });
      return [
        sessionId,
        [
          row('behavioral', FEATURES_VERSION, dated),
          row('pii', PII_BYTES_VERSION, PII_BYTES),
          row('security', SESSION_BYTES_VERSION, security),
        ],
      ];
      function row(processor: string, keptVersion: number, bytes: Uint8Array): KeptOfSession {
        return { sessionId, processor, keptVersion, bytes, failure: null };
      }
    }),
  );
}

interface Overlay {
  readonly ids: readonly string[];
  readonly kept: ReadonlyMap<string, readonly KeptOfSession[]>;
  readonly changed: () => readonly string[];
}

/** A store's spans, and sessions of which only what is kept is there. */
function overlay(store: Store, { ids, kept, changed }: Overlay): AnalysisReader {
  return {
    own: null,
    readSession: async (id) => store.readSession(id),
    readSessionChanges: async () => changed().map((sessionId) => ({ sessionId, kind: 'ended' })),
    listCompletedSessionIds: async (_, limit) => ids.slice(0, limit),
    readKept: async (sessionIds, processor) =>
      sessionIds.flatMap((id) => (kept.get(id) ?? []).filter((row) => row.processor === processor)),
    readMemories: async () => new Map(),
    readAnalyzedSpans: (id) => store.readAnalyzedSpans(id),
  };
}

/** Of longer ones, what their texts take is a multiple of this, and their rows would not fit. */
const LONG_SPEAKING_MAX = 1000;

async function measureLong(spans: number, say: Say): Promise<void> {
  const { store, write } = buildStore();
  for (let from = 0; from < spans / 2; from += 2000) {
    const tools = Array.from({ length: Math.min(2000, spans / 2 - from) }, (_, at) => `tool_${(from + at) % 12}`);
    const long = sessionSpans('long', tools).map((span, at) => ({ ...span, id: (from * 2 + at).toString(36) }));
    await write(spans > LONG_SPEAKING_MAX ? long : speak(`from ${from}`, long));
  }
  await completeAll(store);
  await measureReading(store, 'long', { say, what: `a session of ${spans} spans` });
}

/** Each call sends the whole conversation again, messages of 3 KB. */
async function measureGrowing(turns: number, say: Say): Promise<void> {
  const { store, write } = buildStore();
  const messages: unknown[] = [];
  for (let turn = 0; turn < turns; turn++) {
    messages.push({
      role: 'user',
      parts: [{ type: 'text', content: `${turn} ${'What is to be done? '.repeat(150)}` }],
    });
    const span: SpanSpec = chat({
      trace: `turn ${turn}`,
      id: `turn${turn}`,
      start: turn * 200,
      attributes: {
        'gen_ai.conversation.id': 'growing',
        'gen_ai.agent.name': AGENT,
        'gen_ai.input.messages': JSON.stringify(messages),
        'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'That.' }] }]),
      },
    });
    await write([span]);
    messages.push({
      role: 'assistant',
      parts: [{ type: 'text', content: `${turn} ${'This is to be done. '.repeat(150)}` }],
    });
  }
  await completeAll(store);
  await measureReading(store, 'growing', { say, what: `a conversation of ${turns} turns, messages of 3 KB` });
}

async function measureReading(
  store: Store,
  sessionId: string,
  { say, what }: { readonly say: Say; readonly what: string },
): Promise<void> {
  const reading = { needsContents: () => true, spansMax: 20_000 };
  const times: number[] = [];
  let features = 0;
  let personal = 0;
  let characters = 0;
  let heapMb = 0;
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    const session = await buildCompletedSession(sessionId, { reader: store, reading });
    times.push(performance.now() - began);
    if (session === null) throw new Error('the session is not there');
    heapMb = Math.max(heapMb, (process.memoryUsage().heapUsed - before) / 1024 ** 2);
    const built = performance.now();
    buildFeatures(traceSession(session), DEFAULT_BEHAVIORAL_CONFIG);
    features = performance.now() - built;
    // A configuration of its own, so that no text is known.
    const config = piiConfig.parse({});
    scannerOf(config);
    const looked = performance.now();
    const kept = piiProcessor.analyzeSession(session, config);
    personal = performance.now() - looked;
    characters = decodePii(kept)?.characters ?? 0;
  }
  say(
    `${what}: reading ${times.map(round).join(', ')} ms, steps and features ${round(features)} ms, personal data and secrets of ${round(characters / 1000)},000 characters ${round(personal)} ms, heap ${round(heapMb)} MB`,
  );
}
