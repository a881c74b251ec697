/** The behavioural analysis as a processor: what it keeps of sessions and agents, and the JSON that it answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AgentRun } from '../../../processors/processor.ts';
import { DEFAULT_BEHAVIORAL_CONFIG as config } from '../../../processors/behavioral/config.ts';
import { behavioralProcessor } from '../../../processors/behavioral/factory.ts';
import { encodeFeatures } from '../../../processors/behavioral/feature-bytes.ts';
import type { SessionFeatures } from '../../../processors/behavioral/features.ts';
import { decodeLineage, encodeLineage } from '../../../processors/behavioral/lineage-bytes.ts';
import { createSyntheticAgent, playSessions } from '../../support/synthetic-agents.ts';
import { sessionOf } from './build-session.ts';

const START_MS = 1_700_000_000_000;

function bytesOf(...sessions: readonly SessionFeatures[]): Map<string, Uint8Array> {
  return new Map(sessions.map((one) => [one.sessionId, encodeFeatures(one)]));
}

function run(given: Partial<AgentRun<unknown>>) {
  const earlier = { behavioral: null, pii: null };
  return behavioralProcessor.analyzeAgent(
    { agentId: 'a', state: null, memory: null, added: new Map(), removedIds: [], earlier, nowMs: START_MS, ...given },
    config,
  );
}

const session = (id: string, steps: string, at = 0) =>
  sessionOf(steps, { sessionId: id, endedMs: START_MS - 1000 + at });

describe('a run', () => {
  const many = Array.from({ length: 25 }, (_, at) => session(`s${at}`, 'abc', at));
  const first = run({ added: bytesOf(...many, session('odd', 'xyz')) });

  it('answers JSON under the names of the reference system', () => {
    const record = first.behaviour;
    expect(record).toMatchObject({ numClusters: 1, numOutliers: 1, totalSessions: 26, confidence: 'medium' });
    expect(record?.clusters).toEqual([
      {
        cluster_id: 'cluster_1',
        size: 25,
        percentage: 96.2,
        session_ids: many.map(({ sessionId }) => sessionId).toReversed(),
        confidence: 'normal',
        insights: 'What this agent mostly does: 96 % of the sessions.',
        is_rare: false,
        first_seen: new Date(START_MS - 1000).toISOString(),
        parent_ids: [],
        medoid_session_id: 's0',
        characteristics: {
          typical_duration_sec: 1,
          duration_range: [1, 1],
          typical_tool_calls: 3,
          tool_calls_range: [3, 3],
          typical_tokens: 1000,
          tokens_range: [1000, 1000],
          common_tools: ['a', 'b', 'c'],
          common_tool_sequence: 'a → b → c',
          common_models: ['model-1'],
          typical_steps: ['a', 'b', 'c'],
        },
      },
    ]);
    expect(record?.outliers).toMatchObject([
      {
        session_id: 'odd',
        severity: 'medium',
        cluster_id: null,
        distance_to_nearest_centroid: 1,
        tool_analysis: { unique_tools: ['x', 'y', 'z'] },
      },
    ]);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it('tells the checks what it found', () => {
    expect(first.results.behavioral).toMatchObject({
      sessions: 26,
      clusters: 1,
      normalClusters: 1,
      outlierIds: ['odd'],
      stability: { threshold: 0.8 },
    });
  });

  it('names the pattern of every session at first, and later of those that have another', () => {
    expect(first.clusterIds.size).toBe(26);
    expect(first.clusterIds.get('odd')).toBeNull();
    const second = run({ state: first.state, added: bytesOf(session('new', 'abc')) });
    expect([...second.clusterIds]).toEqual([['new', 'cluster_1']]);
    const third = run({ state: second.state, removedIds: ['new'] });
    expect([...third.clusterIds]).toEqual([]);
  });

  it('counts what it cannot read', () => {
    const { behaviour } = run({ added: new Map([...bytesOf(session('s', 'abc')), ['x', Uint8Array.of(9, 9)]]) });
    expect(behaviour).toMatchObject({ totalSessions: 1, details: { limits: { sessions_unreadable: 1 } } });
  });

  it('lists a hundred sessions of a pattern, the newest', () => {
    const { behaviour } = run({
      added: bytesOf(...Array.from({ length: 120 }, (_, at) => session(`s${at}`, 'abc', at))),
    });
    const [cluster] = behaviour?.clusters ?? [];
    expect(cluster).toMatchObject({ size: 120 });
    expect(cluster?.['session_ids']).toHaveLength(100);
    expect(cluster).toHaveProperty('session_ids.0', 's119');
  });
});

describe('what is remembered of an agent', () => {
  it('gives the patterns their numbers back after a restart, whichever was the larger', () => {
    const agent = createSyntheticAgent({ seed: 'restart', modes: 4 });
    const played = playSessions({ agent, count: 60, noise: 0.15 });
    const sessions = played.map(({ features }) => features);
    let state: unknown = null;
    let grown = run({});
    for (const mode of [3, 2, 1, 0]) {
      const added = bytesOf(...played.filter((one) => one.mode === mode).map(({ features }) => features));
      grown = run({ state, added });
      ({ state } = grown);
    }
    const restarted = run({ memory: grown.memory, added: bytesOf(...sessions) });
    const idsOf = ({ behaviour }: typeof grown) =>
      new Map(behaviour?.clusters.map((one) => [one['medoid_session_id'], one['cluster_id']]));
    expect(idsOf(restarted)).toEqual(idsOf(grown));
    expect(new Set(idsOf(grown).values()).size).toBeGreaterThan(2);
    expect(idsOf(run({ added: bytesOf(...sessions) })), 'without it they begin anew').not.toEqual(idsOf(grown));
  });

  it('is the same after bytes and back, and nothing where the bytes are cut, of another version, or none of ours', () => {
    const { memory } = run({ added: bytesOf(...['abc', 'abd', 'xyz', 'xyw'].map((steps) => session(steps, steps))) });
    const lineage = decodeLineage(memory!);
    expect(lineage).not.toBeNull();
    expect(encodeLineage(lineage!)).toEqual(memory);
    for (let length = 0; length < memory!.length; length++) expect(decodeLineage(memory!.slice(0, length))).toBeNull();
    expect(decodeLineage(Uint8Array.of(1, ...memory!))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = decodeLineage(bytes);
        if (read !== null) expect(read.known.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
    expect(run({ memory: Uint8Array.of(1, 2, 3), added: bytesOf(session('s', 'abc')) }).behaviour).not.toBeNull();
  });
});
