/** The user's mapping: it goes before every dialect, fills what they leave out, and reaches nothing but its own span. */
import { describe, expect, it } from 'vitest';

import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import { MAPPED_FIELDS, type MappingRule } from '../../../collector/vocabularies/mapping-rule.ts';
import { buildOwnVocabulary } from '../../../collector/vocabularies/own-vocabulary.ts';
import { readContents } from '../../../collector/vocabularies/read-contents.ts';
import { compareReadings } from '../../../collector/vocabularies/compare-readings.ts';
import type { SpanInContext } from '../../../collector/vocabularies/vocabulary.ts';
import { listRecordedRequests } from '../../support/recordings.ts';
import { readFixture } from '../../support/vocabulary-suite.ts';
import { buildContext, type ContextSpec } from './span-context.ts';

const rule = (given: Partial<MappingRule>): MappingRule => ({
  scope: null,
  span: null,
  has: null,
  kind: null,
  fields: {},
  exclusive: [],
  ...given,
});

function withMapping(context: SpanInContext, rules: readonly MappingRule[]): SpanInContext {
  const own = buildOwnVocabulary(rules);
  return own === null ? context : { ...context, own };
}

const map = (spec: ContextSpec, ...rules: readonly MappingRule[]) => mapSpan(withMapping(buildContext(spec), rules));

describe('a mapping', () => {
  it('fills every field that it can name', () => {
    const text = Object.fromEntries(MAPPED_FIELDS.map((field) => [`acme.${field}`, `the ${field}`]));
    const numbers = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens', 'reasoning_tokens'];
    const counted = Object.fromEntries(
      [...numbers, 'cost_usd', 'time_to_first_token_ms'].map((name, at) => [`acme.${name}`, 100 - at]),
    );
    const fields = Object.fromEntries(MAPPED_FIELDS.map((field) => [field, [`acme.${field}`]]));
    const context = buildContext({
      attributes: { ...text, ...counted, 'acme.tool_definitions': '[{"name":"search"}]' },
    });
    const { before, after, foreign, unmapped } = compareReadings(context, buildOwnVocabulary([rule({ fields })]));
    expect(before).toEqual({ vocabulary: 'none', kind: 'other' });
    expect(Object.keys(after).sort()).toEqual([...MAPPED_FIELDS, 'kind', 'vocabulary'].sort());
    expect([...foreign, ...unmapped]).toEqual([]);
  });

  it('goes before every dialect, and what it does not say they still say', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'theirs',
      'gen_ai.provider.name': 'openai',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'session.id': 'their-session',
      'user.id': 'their-user',
      'my.model': 'mine',
      'my.tokens': '7',
      'my.session': 'my-session',
    };
    const fields = { request_model: ['my.model'], input_tokens: ['my.tokens'], session_id: ['my.session'] };
    expect(map({ attributes }, rule({ kind: 'agent', fields }))).toMatchObject({
      vocabulary: 'mapping',
      kind: 'agent',
      requestModel: 'mine',
      provider: 'openai',
      usage: { inputUncached: 7, outputText: 5 },
      sessionKey: { id: 'my-session' },
      userId: 'their-user',
    });
  });

  it('has its kind even where a dialect would know one more precisely', () => {
    const attributes = { 'openinference.span.kind': 'CHAIN', 'gen_ai.operation.name': 'invoke_agent' };
    expect(map({ attributes }).kind).toBe('agent');
    expect(map({ attributes }, rule({ kind: 'workflow' })).kind).toBe('workflow');
  });

  it('reads the kind from a value, and leaves it to the dialects where the value is not named', () => {
    const kind = {
      attribute: 'my.op',
      values: [
        ['call', 'llm.chat'],
        ['true', 'tool'],
      ],
    } as const;
    const kindOf = (op: string | boolean) =>
      map({ attributes: { 'my.op': op, 'gen_ai.operation.name': 'embeddings' } }, rule({ kind })).kind;
    expect([kindOf('call'), kindOf(true), kindOf('other'), kindOf('__proto__')]).toEqual([
      'llm.chat',
      'tool',
      'embedding',
      'embedding',
    ]);
  });

  it('takes the first attribute, and the first fitting rule, that says something', () => {
    const attributes = { a: '<REDACTED>', b: 'second', c: 'third' };
    const modelOf = (...rules: readonly MappingRule[]) =>
      map({ attributes, scope: 'acme.llm', name: 'run' }, ...rules).requestModel;
    expect(modelOf(rule({ fields: { request_model: ['missing', 'a', 'b', 'c'] } }))).toBe('second');
    expect(modelOf(rule({ fields: { request_model: ['a'] } }), rule({ fields: { request_model: ['c'] } }))).toBe(
      'third',
    );
    expect(modelOf(rule({ scope: 'other.*', fields: { request_model: ['b'] } }))).toBeNull();
    expect(modelOf(rule({ scope: 'acme.*', span: 'r*n', has: 'c', fields: { request_model: ['b'] } }))).toBe('second');
    expect(modelOf(rule({ has: 'missing', fields: { request_model: ['b'] } }))).toBeNull();
  });

  it('says that a total leaves out what the caches served and took in, or what was reasoned', () => {
    const attributes = { in: 100, out: 20, read: 40, written: 8, thought: 5 };
    const fields = {
      input_tokens: ['in'],
      output_tokens: ['out'],
      cache_read_tokens: ['read'],
      cache_write_tokens: ['written'],
      reasoning_tokens: ['thought'],
    };
    const usageOf = (...rules: readonly MappingRule[]) => map({ attributes }, ...rules).usage;
    expect(usageOf(rule({ fields }))).toMatchObject({ inputUncached: 52, outputText: 15 });
    expect(usageOf(rule({ fields, exclusive: ['input_tokens'] }))).toMatchObject({
      inputUncached: 100,
      outputText: 15,
    });
    expect(usageOf(rule({ fields, exclusive: ['output_tokens'] }))).toMatchObject({
      inputUncached: 52,
      outputText: 20,
    });
    // Of the rule that says the total, and of no other.
    const wide = rule({ fields, exclusive: ['input_tokens', 'output_tokens'] });
    expect(usageOf(rule({ fields: { input_tokens: ['in'] } }), wide)).toMatchObject({
      inputUncached: 52,
      outputText: 20,
    });
    const context = buildContext({ attributes });
    const { after } = compareReadings(context, buildOwnVocabulary([wide]));
    expect(after).toMatchObject({ input_tokens: 148, output_tokens: 25, cache_read_tokens: 40 });
  });

  it('says so of its own totals where the rest is a dialect’s', () => {
    const attributes = { mine: 100, 'gen_ai.usage.input_tokens': 140, 'gen_ai.usage.cache_read.input_tokens': 40 };
    const mine = rule({ fields: { input_tokens: ['mine'] }, exclusive: ['input_tokens'] });
    expect(map({ attributes }, mine).usage).toMatchObject({ inputUncached: 100, cacheRead: 40 });
    const { mine: _, ...theirs } = attributes;
    expect(map({ attributes: theirs }, mine).usage).toMatchObject({ inputUncached: 100, cacheRead: 40 });
  });

  it('holds messages as they are held everywhere', () => {
    const attributes = { asked: '[{"role":"user","content":"Hi"}]', said: 'Hello', rules: 'Be brief.' };
    const fields = { input: ['asked'], output: ['said'], system: ['rules'] };
    expect(readContents(withMapping(buildContext({ attributes }), [rule({ fields })]))).toMatchObject({
      system: [{ type: 'text', content: 'Be brief.' }],
      input: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
    });
  });

  it('is nothing where there are no rules', () => {
    expect(buildOwnVocabulary([])).toBeNull();
  });
});

describe('crafted keys', () => {
  const KEYS = ['__proto__', 'a.__proto__.b', 'constructor.prototype.polluted', 'x.4294967295', 'x.__proto__.0'];

  it('are names like any other to a mapping', () => {
    for (const key of KEYS) {
      // Built by hand: an object literal would take `__proto__` for its prototype.
      const context = buildContext({});
      const span = { ...context.span, attributes: new Map([[key, 'mine']]) };
      const mapped = withMapping({ ...context, span }, [rule({ fields: { request_model: [key], output: [key] } })]);
      expect(mapSpan(mapped).requestModel).toBe('mine');
      expect(readContents(mapped).output).toHaveLength(1);
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('that are mapped change nothing of spans that have them not', () => {
    const rules = [rule({ kind: 'tool', has: '__proto__', fields: { tool_name: KEYS, session_id: KEYS } })];
    for (const { signal, file } of listRecordedRequests()) {
      if (signal !== 'traces') continue;
      for (const context of readFixture(file)) {
        const mapped = withMapping(context, rules);
        expect(mapSpan(mapped)).toEqual(mapSpan(context));
        expect(readContents(mapped)).toEqual(readContents(context));
      }
    }
  });
});
