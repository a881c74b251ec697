/**
 * Spans that nobody on this project wrote: pairs of one call in two dialects must read the same, and agents recorded
 * elsewhere must make sense as a whole. Skipped where the development data is not there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { AttributeValue } from '../../../collector/model/attributes.ts';
import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import { readContents } from '../../../collector/vocabularies/read-contents.ts';
import type { SpanInContext } from '../../../collector/vocabularies/vocabulary.ts';
import { devData } from '../../support/dev-data.ts';
import { compareFrameworkTraces, explainDifference, isSame } from './framework-traces.ts';
import { buildContext, type Attributes } from './span-context.ts';

const pairs = devData('openinference');
const agents = devData('otlp-agent-prism');
const frameworks = devData('langfuse-framework-traces');

const readPair = (name: string): SpanInContext => {
  const attributes = JSON.parse(readFileSync(join(pairs ?? '', `${name}.json`), 'utf8')) as Attributes;
  return buildContext({ attributes });
};

describe.skipIf(pairs === null)(`pairs of one call${pairs === null ? ' (no development data)' : ''}`, () => {
  const WRITTEN = [
    'otel_genai_client_span_tool_calls',
    'otel_genai_deprecated_client_span_tool_calls',
    'openinference_client_span_tool_calls',
    'openinference_client_span_input_output_only',
  ];

  it.each(WRITTEN)('%s maps to the same fields', (name) => {
    expect(mapSpan(readPair(name))).toMatchObject({
      kind: 'llm.chat',
      provider: 'openai',
      requestModel: 'gpt-4',
      responseModel: 'gpt-4-0613',
      usage: { inputUncached: 97, cacheRead: 0, cacheWrite: 0, outputText: 52, reasoning: 0 },
    });
  });

  it.each(WRITTEN)('%s holds the same messages', (name) => {
    const { input, output } = readContents(readPair(name));
    expect(input.map(({ role, parts }) => [role, parts.map(({ type }) => type)])).toEqual([
      ['user', ['text']],
      ['assistant', ['text', 'tool_call']],
      ['tool', ['tool_call_response']],
    ]);
    expect(input[1]?.parts[1]).toEqual({
      type: 'tool_call',
      id: '1234',
      name: 'get_weather',
      arguments: { location: 'Paris' },
    });
    expect(input[2]?.parts[0]).toMatchObject({ id: '1234', response: 'rainy, 57°F' });
    expect(output.flatMap(({ parts }) => parts)).toEqual([
      { type: 'text', content: 'The weather in Paris is currently rainy with a temperature of 57°F.' },
    ]);
  });

  it('of a tool has its arguments and its result', () => {
    const context = readPair('otel_genai_tool_execution_span');
    expect(mapSpan(context)).toMatchObject({ kind: 'tool', toolName: 'get_weather', toolCallId: '1234' });
    expect(readContents(context)).toMatchObject({ arguments: { city: 'New York' }, result: { status: 'success' } });
  });
});

describe.skipIf(agents === null)(`agents recorded elsewhere${agents === null ? ' (no development data)' : ''}`, () => {
  it.each(['quo_tav_agent', 'rag_earnings_agent', 'smol_deep_research_agent'])('%s is read throughout', (name) => {
    const contexts = readAgent(name);
    const mapped = contexts.map(mapSpan);
    const calls = contexts.filter((_, index) => mapped[index]?.kind === 'llm.chat');
    expect(calls.length).toBeGreaterThan(0);
    for (const [index, context] of calls.entries()) {
      const { requestModel, responseModel } = mapSpan(context);
      expect(responseModel ?? requestModel, `call ${index}`).not.toBeNull();
      const { input, system, output } = readContents(context);
      expect(input.length + system.length, `input of call ${index}`).toBeGreaterThan(0);
      expect(output.every(({ parts }) => parts.every(({ type }) => type !== 'other'))).toBe(true);
    }
    for (const [index, span] of mapped.entries()) {
      const isOpenInference = contexts[index]?.scope.name.startsWith('openinference.') ?? false;
      expect(span.vocabulary).toBe(isOpenInference ? 'openinference' : 'none');
      if (span.kind === 'tool') expect(readContents(contexts[index] as SpanInContext).arguments).not.toBeNull();
    }
  });
});

describe.skipIf(frameworks === null)(
  `traces of other frameworks${frameworks === null ? ' (no development data)' : ''}`,
  () => {
    const comparisons = frameworks === null ? [] : compareFrameworkTraces(frameworks);
    const different = comparisons.filter(({ ours, theirs }) => !isSame(ours, theirs));

    it('differ from what a peer reads only where the table says why', () => {
      const counted = new Map<string, Map<string, number>>();
      for (const one of different) {
        const reason = explainDifference(one);
        // What nobody has looked at: it is ours until it is understood.
        expect(
          reason,
          `${one.trace} ${one.observation} ${one.side}: ${JSON.stringify([one.ours, one.theirs])}`,
        ).not.toBeNull();
        const reasons = counted.get(one.trace) ?? new Map<string, number>();
        counted.set(one.trace, reasons.set(reason ?? '', (reasons.get(reason ?? '') ?? 0) + 1));
      }
      const table = Object.fromEntries([...counted].map(([trace, reasons]) => [trace, Object.fromEntries(reasons)]));
      const rows = Object.entries(table).flatMap(([trace, reasons]) =>
        Object.entries(reasons).map(([reason, count]) => `${trace.padEnd(40)} ${String(count).padStart(3)}  ${reason}`),
      );
      const readable = comparisons.filter(({ theirs }) => theirs !== null);
      const same = readable.filter(({ ours, theirs }) => isSame(ours, theirs)).length;
      console.log([`${same} of ${readable.length} that the peer reads are the same`, ...rows].join('\n'));
      expect(table).toEqual(DIFFERENCES.frameworks);
    });

    it('are all explained by reasons that occur', () => {
      const used = new Set(Object.values(DIFFERENCES.frameworks).flatMap((reasons) => Object.keys(reasons)));
      expect([...used].sort()).toEqual(Object.keys(DIFFERENCES.reasons).sort());
    });
  },
);

/** Framework → reason → count, and what each reason is; without any of the data's texts. */
const DIFFERENCES = JSON.parse(readFileSync(join(import.meta.dirname, 'framework-differences.json'), 'utf8')) as {
  readonly reasons: Readonly<Record<string, string>>;
  readonly frameworks: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

interface ForeignRequest {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly ForeignScope[] }[];
}

interface ForeignScope {
  readonly scope: { readonly name?: string };
  readonly spans: readonly { readonly name: string; readonly attributes?: readonly ForeignAttribute[] }[];
}

interface ForeignAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, AttributeValue>>;
}

/** An array of requests; only scalar attributes matter here, the wire format is tested elsewhere. */
function readAgent(name: string): readonly SpanInContext[] {
  const parsed = JSON.parse(readFileSync(join(agents ?? '', `${name}.json`), 'utf8')) as
    | ForeignRequest
    | ForeignRequest[];
  return [parsed].flat().flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) =>
        spans.map((span) => {
          const attributes = (span.attributes ?? []).map(
            ({ key, value }) => [key, Object.values(value)[0] ?? null] as const,
          );
          return buildContext({ name: span.name, scope: scope.name ?? '', attributes: Object.fromEntries(attributes) });
        }),
      ),
    ),
  );
}
