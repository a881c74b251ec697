/**
 * What senders do to every dialect, tried on every recorded span: booleans as words, JSON inside JSON, messages of which the
 * SDK's limit has dropped some attributes, and two dialects on one span that disagree. Numbers as texts, placeholders and
 * crafted keys are in `hostile-spans.test.ts`.
 */
import { describe, expect, it } from 'vitest';

import type { AttributeValue } from '../../../collector/model/attributes.ts';
import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import { readContents } from '../../../collector/vocabularies/read-contents.ts';
import type { SpanInContext } from '../../../collector/vocabularies/vocabulary.ts';
import { listRecordedRequests } from '../../support/recordings.ts';
import { readFixture } from '../../support/vocabulary-suite.ts';
import { buildContext, type Attributes } from './span-context.ts';

const spans = listRecordedRequests().flatMap(({ signal, file }) => (signal === 'traces' ? readFixture(file) : []));

const changed = (
  context: SpanInContext,
  change: (value: AttributeValue, key: string) => AttributeValue,
): SpanInContext => ({
  ...context,
  span: {
    ...context.span,
    attributes: new Map([...context.span.attributes].map(([key, value]) => [key, change(value, key)])),
  },
});

describe(`${spans.length} recorded spans read the same`, () => {
  it.each([
    ['True', 'False'],
    ['true', 'false'],
  ])('with their booleans as %s and %s', (yes, no) => {
    let told = 0;
    for (const context of spans) {
      const words = changed(context, (value) => (typeof value === 'boolean' ? (value ? yes : no) : value));
      if ([...context.span.attributes.values()].some((value) => typeof value === 'boolean')) told += 1;
      expect(mapSpan(words), context.span.name).toEqual(mapSpan(context));
    }
    expect(told).toBeGreaterThan(10);
  });

  it('with their message lists encoded once more, as MLflow encodes every value', () => {
    const LISTS = new Set([
      'gen_ai.input.messages',
      'gen_ai.output.messages',
      'ai.prompt.messages',
      'gen_ai.tool.definitions',
    ]);
    let told = 0;
    for (const context of spans) {
      if (![...LISTS].some((key) => context.span.attributes.has(key))) continue;
      told += 1;
      const twice = changed(context, (value, key) =>
        LISTS.has(key) && typeof value === 'string' ? JSON.stringify(value) : value,
      );
      expect(readContents(twice), context.span.name).toEqual(readContents(context));
    }
    expect(told).toBeGreaterThan(20);
  });
});

describe('messages of which attributes are missing', () => {
  const input = (attributes: Attributes) =>
    readContents(buildContext({ attributes })).input.map(({ role, parts }) => [
      role,
      parts.map((part) => (part.type === 'text' ? part.content : part.type)).join(' '),
    ]);

  it.each([
    ['gen_ai.prompt', (index: number, field: string) => `gen_ai.prompt.${index}.${field}`, { 'gen_ai.system': 'x' }],
    [
      'llm.input_messages',
      (index: number, field: string) => `llm.input_messages.${index}.message.${field}`,
      { 'openinference.span.kind': 'LLM' },
    ],
  ] as const)('%s shows the rest', (_, keyAt, signature) => {
    const attributes: Attributes = {
      ...signature,
      [keyAt(1, 'role')]: 'assistant',
      [keyAt(1, 'content')]: 'no first message',
      [keyAt(2, 'content')]: 'no role',
      [keyAt(5, 'role')]: 'assistant',
      [keyAt(5, 'content')]: 'two are gone',
      [keyAt(4_294_967_295, 'content')]: 'far away',
    };
    expect(input(attributes)).toEqual([
      ['assistant', 'no first message'],
      ['user', 'no role'],
      ['assistant', 'two are gone'],
    ]);
  });
});

describe('two dialects on one span that disagree', () => {
  const BOTH: Attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'theirs',
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 10,
    'gen_ai.input.messages': '[{"role":"user","content":"asked"}]',
    'openinference.span.kind': 'TOOL',
    'llm.request.model_name': 'other',
    'llm.token_count.prompt': 7,
    'llm.token_count.completion': 3,
    'llm.token_count.prompt_details.cache_read': 40,
    'llm.input_messages.0.message.role': 'user',
    'llm.input_messages.0.message.content': 'asked otherwise',
  };

  it('are read field by field: the kind that is stated, the common names for numbers, and nothing added up', () => {
    expect(mapSpan(buildContext({ attributes: BOTH }))).toMatchObject({
      kind: 'tool',
      requestModel: 'theirs',
      usage: { inputUncached: 60, cacheRead: 40, outputText: 10 },
    });
    const { input } = readContents(buildContext({ attributes: BOTH }));
    expect(input).toMatchObject([{ parts: [{ type: 'text', content: 'asked' }] }]);
  });

  it('are read the same in whatever order their attributes came', () => {
    const reversed = Object.fromEntries(Object.entries(BOTH).reverse());
    expect(mapSpan(buildContext({ attributes: reversed }))).toEqual(mapSpan(buildContext({ attributes: BOTH })));
  });
});

describe('a failure that only an attribute tells', () => {
  it.each([false, 'False', 'false'])('is one where `success` is %s', (success) => {
    const attributes = { 'span.type': 'tool', success };
    const scope = 'com.anthropic.claude_code.tracing';
    expect(mapSpan(buildContext({ scope, attributes })).failed).toBe(true);
    expect(mapSpan(buildContext({ scope, attributes: { 'span.type': 'tool' } })).failed).toBe(false);
  });
});

describe('sums that an agent repeats', () => {
  it('under names of their own are no usage', () => {
    const attributes = {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.aggregated_usage.input_tokens': 100,
      'gen_ai.aggregated_usage.output_tokens': 10,
    };
    expect(mapSpan(buildContext({ attributes })).usage).toBeNull();
  });
});
