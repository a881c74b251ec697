/**
 * Reads every recording of a real SDK as the store would, and compares what the vocabularies made of it with its ledger, and
 * with a golden small enough to review. A new recording joins by lying in the folder; `npm run golden:update` writes its
 * golden. What an SDK itself leaves out is named beside the recording, and the suite fails when the reason is gone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Message, MessagePart } from '../../collector/model/message.ts';
import { inputTokens, outputTokens } from '../../collector/model/usage.ts';
import { decodeTraces } from '../../collector/otlp/decode-traces.ts';
import { decodeStoredSpan } from '../../collector/store/decode-stored-span.ts';
import { contentKeys } from '../../collector/vocabularies/content-keys.ts';
import { vocabularies } from '../../collector/vocabularies/index.ts';
import { mapSpan } from '../../collector/vocabularies/map-span.ts';
import { readContents } from '../../collector/vocabularies/read-contents.ts';
import { readTitle } from '../../collector/vocabularies/read-title.ts';
import type { SpanInContext } from '../../collector/vocabularies/vocabulary.ts';
import { ASPECTS, compareWithLedger } from './compare-with-ledger.ts';
import { exportRequest } from './export-request.ts';
import {
  listLedgers,
  listRecordedRequests,
  readLedger,
  readOptOuts,
  RECORDINGS,
  type RecordedRequest,
} from './recordings.ts';
import { readRecordedSessions } from './recorded-sessions.ts';
import { buildStore } from './store-builder.ts';

const GOLDENS = join(import.meta.dirname, '../golden/vocabularies');

export function describeVocabularies(): void {
  const fixtures = listRecordedRequests().flatMap(({ signal, file }) => (signal === 'traces' ? [file] : []));
  const events = listRecordedRequests().filter(({ signal, name }) => signal === 'logs' && CODING_AGENTS.test(name));

  describe('recordings of real SDKs', () => {
    it('have each a golden, and no golden is left over', () => {
      expect(readdirSync(GOLDENS).sort()).toEqual(
        [...fixtures, ...events.map(({ file }) => file)].map(goldenName).sort(),
      );
    });

    it.each(fixtures)('%s is read as its golden says', async (name) => {
      const described = readFixture(name).map(describeSpan);
      expect(described.length).toBeGreaterThan(0);
      await expect(`${JSON.stringify(described, null, 1)}\n`).toMatchFileSnapshot(join(GOLDENS, goldenName(name)));
    });

    it.each(events)('$file, of log events, is read as its golden says', async (request) => {
      const described = (await readEvents(request)).map(describeSpan);
      expect(described.length).toBeGreaterThan(0);
      await expect(`${JSON.stringify(described, null, 1)}\n`).toMatchFileSnapshot(
        join(GOLDENS, goldenName(request.file)),
      );
    });

    it.each(vocabularies.map(({ name }) => name))('of the vocabulary %s exist', async (vocabulary) => {
      const contexts = [...fixtures.map(readFixture), ...(await Promise.all(events.map(readEvents)))].flat();
      const spoken = contexts.map((context) => mapSpan(context).vocabulary);
      expect(spoken).toContain(vocabulary);
    });
  });
}

export function describeLedgers(): void {
  describe.each(listLedgers())('%s against its ledger', (name) => {
    const optOuts = readOptOuts(name);
    const read = readRecordedSessions(name).then((sessions) => compareWithLedger(sessions, readLedger(name)));
    // Awaited by every test; a failure to read must not be an unhandled one first.
    read.catch(() => undefined);

    it.each(Object.keys(ASPECTS).filter((aspect) => optOuts[aspect] === undefined))('has its %s', async (aspect) => {
      expect((await read).get(aspect) ?? null).toBeNull();
    });

    it.each(Object.keys(optOuts))('cannot have its %s, as its opt-outs say', async (aspect) => {
      expect(Object.keys(ASPECTS), 'an opt-out names an aspect').toContain(aspect);
      expect((await read).get(aspect), 'this opt-out is no longer needed').toBeDefined();
    });
  });
}

/** Whose log events are spans for us; what others log belongs to spans that they send. */
const CODING_AGENTS = /^(claude-code|codex|gemini-cli)/;

/** The spans that a store makes of recorded log events alone, in order of start. */
async function readEvents({ file, encoding }: RecordedRequest): Promise<readonly SpanInContext[]> {
  const { store } = buildStore();
  const body = readFileSync(join(RECORDINGS, file));
  await store.write(exportRequest({ signal: 'logs', encoding, body }), { forwards: false });
  const contexts: SpanInContext[] = [];
  for (const { id } of await store.readActiveSessions()) {
    for await (const stored of store.readStoredSpans(id)) {
      contexts.push(...stored.map((span) => decodeStoredSpan(span, null)));
    }
  }
  return contexts.sort((a, b) => Number(a.span.startUnixNano - b.span.startUnixNano));
}

function goldenName(fixture: string): string {
  return `${fixture.replace(/\.(binpb|json)$/, '')}.json`;
}

export function readFixture(name: string): readonly SpanInContext[] {
  const { scopes, rejections } = decodeTraces(
    readFileSync(join(RECORDINGS, name)),
    name.endsWith('.json') ? 'json' : 'proto',
    contentKeys,
  );
  expect(rejections).toEqual([]);
  return scopes
    .flatMap(({ spans, scope, resource }) => spans.map((span) => ({ span, scope, resource })))
    .sort((a, b) => Number(a.span.startUnixNano - b.span.startUnixNano));
}

/** What is absent is left out, so that a golden shows what was read and nothing else. */
function describeSpan(context: SpanInContext): Record<string, unknown> {
  const mapped = mapSpan(context);
  const contents = readContents(context);
  const { usage, tags, sessionKey, availableTools, finishReasons, ...rest } = mapped;
  const facts: Record<string, unknown> = {
    span: context.span.name,
    status: context.span.status,
    ...rest,
    session: sessionKey?.id,
    tags: [...tags].map(([key, value]) => `${key}=${value}`).join(' '),
    finishReasons: finishReasons.join(' '),
    availableTools: availableTools.join(' '),
    tokens:
      usage &&
      `${inputTokens(usage)} in (${usage.cacheRead} cached, ${usage.cacheWrite} written), ` +
        `${outputTokens(usage)} out (${usage.reasoning} reasoning)`,
    title: readTitle(context),
    system: contents.system.map(describePart),
    input: contents.input.map(describeMessage),
    output: contents.output.map(describeMessage),
    tools: contents.tool_definitions.map(({ name, description, parameters }) => cut({ name, description, parameters })),
    arguments: contents.arguments === null ? null : cut(contents.arguments),
    result: contents.result === null ? null : cut(contents.result),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => !isAbsent(value)));
}

function isAbsent(value: unknown): boolean {
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
  return value === null || value === undefined || value === false || isEmpty;
}

function describeMessage({ role, name, parts, finish_reason }: Message): string {
  const head = `${role}${name === null ? '' : ` (${name})`}`;
  return `${head}: ${parts.map(describePart).join(' | ')}${finish_reason === null ? '' : ` [${finish_reason}]`}`;
}

function describePart(part: MessagePart): string {
  switch (part.type) {
    case 'text':
      return part.content;
    case 'reasoning':
      return `reasoning ${part.content}`;
    case 'tool_call':
      return `call ${part.name} ${part.id ?? '-'} ${cut(part.arguments)}`;
    case 'tool_call_response':
      return `response ${part.id ?? '-'} ${cut(part.response)}`;
    case 'media':
      return `${part.modality} ${part.mime_type ?? '-'} ${part.uri ?? '-'}`;
    default:
      return `other ${cut(part.value)}`;
  }
}

function cut(value: unknown): string {
  return JSON.stringify(value).slice(0, 160);
}
