/**
 * Every recorded span with something wrong in it: a sender can put anything under any key, so each vocabulary must read it
 * without a crash, keep redacted values out, take numbers that came as texts, and let crafted keys change nothing.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AttributeMap, AttributeValue } from '../../../collector/model/attributes.ts';
import { cutIdentity } from '../../../collector/vocabularies/identity.ts';
import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import { readContents } from '../../../collector/vocabularies/read-contents.ts';
import { readTitle } from '../../../collector/vocabularies/read-title.ts';
import type { SpanInContext } from '../../../collector/vocabularies/vocabulary.ts';
import { listRecordedRequests } from '../../support/recordings.ts';
import { readFixture } from '../../support/vocabulary-suite.ts';

const spans = listRecordedRequests().flatMap(({ signal, file }) => (signal === 'traces' ? readFixture(file) : []));

const read = (context: SpanInContext) => ({
  mapped: mapSpan(context),
  contents: readContents(context),
  title: readTitle(context),
});

const withAttributes = (context: SpanInContext, attributes: AttributeMap): SpanInContext => ({
  ...context,
  span: { ...context.span, attributes },
});

const mapValues = (attributes: AttributeMap, change: (value: AttributeValue, key: string) => AttributeValue) =>
  new Map([...attributes].map(([key, value]) => [key, change(value, key)]));

const HOSTILE: readonly AttributeValue[] = [
  null,
  true,
  -1,
  Number.NaN,
  2n ** 63n - 1n,
  new Uint8Array(3),
  [null, 2n],
  new Map<string, AttributeValue>([['__proto__', 2n]]),
  '{',
  '[null]',
  '{"__proto__":{"polluted":1}}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  '"[{\\"role\\":1}]"',
  '[{"role":{},"parts":[[[]]],"content":{"text":[]}}]',
];

const NAMES = [
  'requestModel',
  'responseModel',
  'responseId',
  'toolName',
  'toolCallId',
  'agentId',
  'agentName',
] as const;

describe(`${spans.length} recorded spans`, () => {
  it('keep names of any length, bounded and told apart, whatever the dialect', () => {
    const wrong = new Set<string>();
    let read = 0;
    for (const context of spans) {
      const before = mapSpan(context);
      for (const field of NAMES) {
        const name = before[field];
        if (name === null) continue;
        const long = `${name}${'x'.repeat(300)}`;
        const lengthen = <T>(value: T): T | string => (value === name ? long : value);
        const attributes = mapValues(context.span.attributes, lengthen);
        const isSaid = [...attributes.values()].includes(long) || context.span.name === name;
        const after = mapSpan({ ...context, span: { ...context.span, name: lengthen(context.span.name), attributes } });
        if (!isSaid || after.vocabulary !== before.vocabulary) continue;
        read += 1;
        // It may stand a second time inside of JSON, where it was not made longer.
        if (after[field] !== cutIdentity(long) && after[field] !== name)
          wrong.add(`${before.vocabulary} ${field}: ${String(after[field])}`);
      }
    }
    expect([...wrong]).toEqual([]);
    expect(read).toBeGreaterThan(200);
  });

  it('read the same with crafted keys beside their own', () => {
    const crafted: [string, AttributeValue][] = [
      '__proto__',
      'a.__proto__.b',
      'constructor.prototype.polluted',
      'llm.input_messages.4294967295.message.role',
      'llm.input_messages.__proto__.message.role',
      'gen_ai.prompt.4294967295.content',
      'gen_ai.completion.__proto__.content',
      'llm.tools.4294967295.tool.json_schema',
      'mastra.__proto__.input',
    ].map((key) => [key, 'yes']);
    for (const context of spans) {
      const attributes = new Map([...context.span.attributes, ...crafted]);
      expect(read(withAttributes(context, attributes))).toEqual(read(context));
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('read the same with their numbers as texts', () => {
    for (const context of spans) {
      const texts = mapValues(context.span.attributes, (value) =>
        typeof value === 'number' || typeof value === 'bigint' ? String(value) : value,
      );
      expect(mapSpan(withAttributes(context, texts)), context.span.name).toEqual(mapSpan(context));
    }
  });

  it.each(['<REDACTED>', '[REDACTED]', '__REDACTED__', 'N/A'])('show nothing where everything is %s', (placeholder) => {
    for (const context of spans) {
      const redacted = mapValues(context.span.attributes, (value) => (typeof value === 'string' ? placeholder : value));
      const bare = { ...withAttributes(context, redacted).span, events: [] };
      expect(JSON.stringify(read({ ...context, span: bare }).contents)).not.toContain(placeholder);
    }
  });

  it.each(HOSTILE.map((value, index) => [index, value] as const))('survive hostile value %i anywhere', (_, value) => {
    for (const context of spans) for (const key of context.span.attributes.keys()) expectPlain(context, key, value);
  });

  it('survive any one value replaced by any other', () => {
    const texts = fc.oneof(fc.string(), fc.json(), fc.array(fc.string()));
    fc.assert(
      // Places and not the spans themselves, or a counterexample is pages long.
      fc.property(fc.nat({ max: spans.length - 1 }), fc.nat(), texts, (index, at, value) => {
        const context = spans[index] as SpanInContext;
        const keys = [...context.span.attributes.keys()];
        const key = keys[at % Math.max(keys.length, 1)];
        if (key !== undefined) expectPlain(context, key, value);
      }),
      { numRuns: 2000 },
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

/** Whatever a span carries, its contents are plain data, ready for JSON. */
function expectPlain(context: SpanInContext, key: string, value: AttributeValue): void {
  const { contents } = read(withAttributes(context, new Map([...context.span.attributes, [key, value]])));
  const refuse = (_: string, inner: unknown) => {
    if (inner instanceof Map || inner instanceof Uint8Array)
      throw new Error(`${key} of ${context.span.name} is no plain data`);
    return inner;
  };
  JSON.stringify(contents, refuse);
}
