/** A trace's summary does not depend on the order of arrival, and taking a summary away leaves nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { agentOf, identifyAgent } from '../../../collector/sessions/identify-agent.ts';
import { sketchBin, sketchQuantileMs } from '../../../collector/sessions/sketch.ts';
import { supersedes, type SpanFacts } from '../../../collector/sessions/span-facts.ts';
import { SpanTree } from '../../../collector/sessions/span-tree.ts';
import { summarizeTrace } from '../../../collector/sessions/summarize-trace.ts';
import { combineTotals, NO_TOTALS } from '../../../collector/sessions/totals.ts';
import { pack, unpack } from '../../../collector/store/pack.ts';
import { buildFacts, byId } from '../../support/facts-builder.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const spans = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom(...ids),
      parent: fc.constantFrom('', ...ids),
      at: fc.nat(400_000),
      kind: fc.constantFrom('llm.chat', 'tool', 'agent', 'workflow', 'embedding', 'other'),
      status: fc.constantFrom('unset', 'ok', 'error'),
      model: fc.constantFrom(null, 'gpt-4o', '__proto__'),
      responseId: fc.constantFrom(null, 'r1', 'r2'),
      toolName: fc.constantFrom(null, 'search'),
      toolCallId: fc.constantFrom(null, 'c1', 'c2'),
      agentName: fc.constantFrom(null, 'planner', 'writer'),
      costNanoUsd: fc.option(fc.nat(1_000_000)),
      usage: fc.option(
        fc.record({
          inputUncached: fc.nat(999),
          cacheRead: fc.nat(99),
          cacheWrite: fc.nat(9),
          outputText: fc.nat(99),
          reasoning: fc.nat(9),
        }),
      ),
      tags: fc.subarray(['team=a', 'team=b']),
    }),
    { selector: (span) => span.id, minLength: 1 },
  )
  .map((specs) => specs.map(({ id, ...facts }) => buildFacts(id, facts as Partial<SpanFacts>)));

const plain = (value: unknown): unknown => JSON.parse(pack(value));
const sorted = (facts: SpanFacts[]): unknown => sortMaps(plain(summarizeTrace(byId(facts))));

describe('summarizeTrace', () => {
  it('is the same for every order', () => {
    fc.assert(
      fc.property(spans, fc.infiniteStream(fc.nat()), (facts, keys) => {
        const shuffled = facts.map((span) => [keys.next().value as number, span] as const).sort(([a], [b]) => a - b);
        expect(sorted(shuffled.map(([, span]) => span))).toEqual(sorted(facts));
      }),
    );
  });

  it('adds and takes away exactly', () => {
    fc.assert(
      fc.property(spans, spans, (one, two) => {
        const [a, b] = [summarizeTrace(byId(one)).totals, summarizeTrace(byId(two)).totals];
        const sum = combineTotals(combineTotals(NO_TOTALS, a, 1), b, 1);
        expect(sortMaps(plain(combineTotals(sum, a, -1)))).toEqual(sortMaps(plain(combineTotals(NO_TOTALS, b, 1))));
      }),
    );
  });

  it('survives being stored', () => {
    fc.assert(
      fc.property(spans, (facts) => {
        expect(unpack(pack(summarizeTrace(byId(facts))))).toEqual(summarizeTrace(byId(facts)));
      }),
    );
  });

  it('counts a failure where it happened and not in every ancestor', () => {
    const failed = summarizeTrace(
      byId([
        buildFacts('root', { status: 'error' }),
        buildFacts('step', { parent: 'root' }),
        buildFacts('leaf', { parent: 'step', status: 'error' }),
        buildFacts('other', { parent: 'root', status: 'error' }),
      ]),
    );
    expect(failed.totals.failures).toBe(2);
  });
});

describe('identifyAgent', () => {
  const identify = (...facts: SpanFacts[]) => identifyAgent(new SpanTree(byId(facts))).id;
  it('takes the outermost agent, whatever starts first', () => {
    expect(
      identify(
        buildFacts('sub', { parent: 'root', at: 0, agentName: 'searcher' }),
        buildFacts('root', { at: 5, agentName: 'researcher' }),
      ),
    ).toBe('researcher');
  });
  it('takes the name before an id that is a random UUID', () => {
    const uuid = '6f1c2a0e-8d7b-4c55-9a51-1f0f8f5f2a11';
    expect(agentOf(buildFacts('a', { agentId: uuid, agentName: 'planner' }))?.id).toBe('planner');
    expect(agentOf(buildFacts('a', { agentId: uuid }))?.id).toBe(uuid);
    expect(agentOf(buildFacts('a', { agentId: 'asst_1', agentName: 'planner' }))).toEqual({
      id: 'asst_1',
      name: 'planner',
    });
  });
  it('falls back to the service, then to the system prompt', () => {
    expect(identify(buildFacts('a', { serviceName: 'desk', promptHash: 'abc' }))).toBe('desk');
    expect(identify(buildFacts('a', { promptHash: '0123456789ab' }))).toBe('prompt-0123456789ab');
    expect(identify(buildFacts('a'))).toBe('unknown');
  });
});

describe('supersedes', () => {
  it('is a total order that does not look at arrival', () => {
    const version = fc.record({
      endUnixNano: fc.bigInt(0n, 3n),
      attributeCount: fc.nat(2),
      digest: fc.constantFrom('x', 'y'),
    });
    fc.assert(
      fc.property(version, version, (one, two) => {
        const [a, b] = [buildFacts('s', one), buildFacts('s', two)];
        if (one.digest === two.digest) expect(supersedes(a, b) || supersedes(b, a)).toBe(false);
        else expect(supersedes(a, b)).not.toBe(supersedes(b, a));
      }),
    );
  });
});

describe('the latency sketch', () => {
  it('answers quantiles within 2 %', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1000, max: 600_000_000 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sketch = new Map<number, number>();
          for (const us of values) sketch.set(sketchBin(us), (sketch.get(sketchBin(us)) ?? 0) + 1);
          const exact = [...values].sort((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length)) - 1] ?? 0;
          expect(Math.abs((sketchQuantileMs(sketch, q) ?? 0) * 1000 - exact) / exact).toBeLessThanOrEqual(0.0201);
        },
      ),
    );
  });
  it('knows nothing of an empty set', () => expect(sketchQuantileMs(new Map(), 0.5)).toBeNull());
});

/** Maps keep the order of insertion, which is the order of arrival and means nothing. */
function sortMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMaps);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'm' || key === 'series'
        ? (member as unknown[]).map(sortMaps).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : sortMaps(member),
    ]),
  );
}
