import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DEFAULT_BEHAVIORAL_CONFIG } from '../../../processors/behavioral/config.ts';
import { decodeFeatures, encodeFeatures } from '../../../processors/behavioral/feature-bytes.ts';
import { buildFeatures, listStepNames, listStepTokens } from '../../../processors/behavioral/features.ts';
import { binScalar, shareBin } from '../../../processors/behavioral/scalar-bins.ts';
import type { TraceRecord } from '../../../processors/behavioral/session-trace.ts';
import { toStepName } from '../../../processors/behavioral/step-name.ts';
import { identifyVersion } from '../../../processors/behavioral/version.ts';
import { createSyntheticAgent, playSessions } from '../../support/synthetic-agents.ts';
import { sessionOf, traceOf } from './build-session.ts';

const hostileName = fc.oneof(
  fc.constantFrom('', '__proto__', 'constructor', '^', '$', '\ud800', 'a\u001fb', 'x'.repeat(5000), '\ufeffbom'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const hostileNumber = fc.oneof(
  fc.constantFrom(Number.NaN, -1, Infinity, -Infinity, 1e300, 0, -0, 0.4, null),
  fc.double(),
);
const hostileRecord: fc.Arbitrary<TraceRecord> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.string({ unit: 'binary', maxLength: 40 }) }),
  fc.record({
    type: fc.constant('tool_executed' as const),
    callId: fc.option(fc.constantFrom('1', '2', '__proto__')),
    name: hostileName,
    arguments: fc.jsonValue(),
    result: fc.jsonValue(),
    failed: fc.boolean(),
    durationMs: hostileNumber,
    turn: fc.option(fc.nat(3)),
  }),
  fc.record({
    type: fc.constant('tool_answered' as const),
    callId: fc.option(fc.constantFrom('1', '2', '__proto__')),
    name: fc.option(hostileName),
    result: fc.jsonValue(),
    failed: fc.boolean(),
    turn: fc.option(fc.nat(3)),
  }),
);
const hostileSession = fc
  .record({
    records: fc.array(hostileRecord, { maxLength: 20 }),
    endedMs: hostileNumber.map((value) => value ?? 0),
    durationMs: hostileNumber,
    tokens: hostileNumber,
    costNanoUsd: hostileNumber,
    modelCalls: hostileNumber.map((value) => value ?? 0),
  })
  .map((overrides) => buildFeatures(traceOf([], overrides), DEFAULT_BEHAVIORAL_CONFIG));

describe('features', () => {
  it('come back from their bytes as they were, whatever a sender wrote', () => {
    fc.assert(
      fc.property(hostileSession, (features) => {
        expect(decodeFeatures(encodeFeatures(features))).toEqual(features);
        expect(structuredClone(features)).toEqual(features);
      }),
    );
  });

  it('that cannot be read are none', () => {
    const bytes = encodeFeatures(sessionOf('abc'));
    for (let length = 0; length < bytes.length; length++) expect(decodeFeatures(bytes.slice(0, length))).toBeNull();
    expect(decodeFeatures(Uint8Array.from([...bytes, 0]))).toBeNull();
    expect(decodeFeatures(Uint8Array.from([99, ...bytes.slice(1)]))).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (random) => void decodeFeatures(random)));
  });

  it('of a session of ten steps are some hundred bytes', () => {
    const agent = createSyntheticAgent({ seed: 'bytes', modes: 3 });
    const sizes = playSessions({ agent, count: 50, noise: 0.2 }).map(({ features }) => encodeFeatures(features).length);
    expect(Math.max(...sizes)).toBeLessThan(1000);
  });

  it('take what cannot be measured as not told', () => {
    const { numbers } = sessionOf('a', { durationMs: Number.NaN, tokens: -5, costNanoUsd: Infinity });
    expect(numbers).toMatchObject({ durationMs: null, tokens: null, costNanoUsd: null, toolCalls: 1 });
  });

  it('name steps, and tokens with their provenance', () => {
    const features = sessionOf(['a', 'b', 'a']);
    expect(listStepNames(features)).toEqual(['a', 'b', 'a']);
    expect(listStepTokens(features)).toEqual(['a/', 'b/', 'a/']);
  });

  it('keep long names apart and names without separators', () => {
    expect(toStepName('x'.repeat(300))).not.toBe(toStepName('x'.repeat(301)));
    expect(toStepName('a\u001fb\ud800')).toBe('a\ufffdb\ufffd');
    expect(toStepName('')).toBe('(unnamed)');
  });
});

describe('bins of numbers', () => {
  it.each([
    [100, 115, true],
    [127, 129, true],
    [100, 300, false],
    [0, 0, true],
    [0, 1, false],
  ])('say whether %d and %d are of one size: %s', (a, b, expected) => {
    expect(shareBin(a, b)).toBe(expected);
  });

  it('have a bin for what is no number', () => {
    for (const value of [Number.NaN, -1, Infinity]) expect(binScalar(value)).toEqual(['none']);
  });
});

describe('version', () => {
  const tools = [
    { name: 'b', schema: '{}' },
    { name: 'a', schema: '{}' },
  ];
  const bare = { version: null, systemPrompt: 'You help.', tools, models: ['m'] };

  it('is the one told, else a hash of prompt, tools and model', () => {
    expect(identifyVersion({ ...bare, version: '1.2' })).toBe('1.2');
    expect(identifyVersion(bare)).toMatch(/^#[0-9a-f]{16}$/);
    expect(identifyVersion({ version: null, systemPrompt: null, tools: [], models: [] })).toBeNull();
  });

  it('does not change with the order of tools or with the day in the prompt', () => {
    expect(identifyVersion({ ...bare, tools: tools.toReversed() })).toBe(identifyVersion(bare));
    const dated = (day: string) => identifyVersion({ ...bare, systemPrompt: `Today is ${day}.` });
    expect(dated('2026-01-01')).toBe(dated('2026-11-25'));
    expect(identifyVersion({ ...bare, systemPrompt: 'You help a lot.' })).not.toBe(identifyVersion(bare));
    expect(identifyVersion({ ...bare, models: ['n'] })).not.toBe(identifyVersion(bare));
  });
});
