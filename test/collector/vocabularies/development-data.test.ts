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
import { compareFrameworkTraces, type Comparison } from './framework-traces.ts';
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
    it('give the messages that a peer reads, nine times of ten', () => {
      const comparisons = compareFrameworkTraces(frameworks ?? '');
      const different = comparisons.filter(({ ours, theirs }) => JSON.stringify(ours) !== JSON.stringify(theirs));
      const share = 1 - different.length / comparisons.length;
      const reasons = Map.groupBy(different, reasonOf);
      const rows = [...reasons].map(([reason, some]) => `${some.length} ${reason}: ${some.map(nameOf).join(', ')}`);
      const head = `${comparisons.length - different.length} of ${comparisons.length} (${(share * 100).toFixed(1)} %) the same`;
      console.log([head, ...rows.sort()].join('\n'));
      expect(share).toBeGreaterThanOrEqual(0.9);
    });
  },
);

function reasonOf({ ours, theirs }: Comparison): string {
  if (theirs.length === 0) return 'the peer shows no message';
  if (ours.length === 0) return 'we read no message';
  const isKnown = (said: string): boolean => theirs.includes(said);
  if (theirs.every((said) => ours.includes(said))) {
    return ours.every((said) => isKnown(said) || said.startsWith('system: '))
      ? 'we read the instructions too'
      : 'we read more';
  }
  return 'other';
}

function nameOf({ trace, observation, side }: Comparison): string {
  return `${trace} ${observation} ${side}`;
}

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
