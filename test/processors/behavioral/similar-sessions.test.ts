import { describe, expect, it } from 'vitest';

import { jaccard } from '../../../processors/behavioral/jaccard.ts';
import { bandKeys, estimateSimilarity, minHash } from '../../../processors/behavioral/min-hash.ts';
import { createSimilarSessions } from '../../../processors/behavioral/similar-sessions.ts';
import { createSyntheticAgent, playSessions } from '../../support/synthetic-agents.ts';

const agent = createSyntheticAgent({ seed: 'similar', modes: 4 });
const sessions = playSessions({ agent, count: 400, noise: 0.35, noiseSessions: 0.2 }).map(({ features }) => features);

describe('MinHash', () => {
  it('estimates the similarity of two sets', () => {
    const errors = sessions.slice(1).map((one, at) => {
      const before = sessions[at]!;
      return Math.abs(
        estimateSimilarity(minHash(one.shingles, 512), minHash(before.shingles, 512)) -
          jaccard(one.shingles, before.shingles),
      );
    });
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.03);
  });

  it('has the number of the band in its keys', () => {
    const keys = bandKeys(minHash(sessions[0]!.shingles));
    expect(keys.map((key) => Math.floor(key / 2 ** 32))).toEqual(keys.map((_, band) => band));
  });
});

describe('similar sessions', () => {
  const index = createSimilarSessions();
  for (const session of sessions) index.add(session);

  it('are nearly all found at .45 and more, and none that is not so similar', () => {
    let found = 0;
    let all = 0;
    for (const { sessionId, shingles } of sessions.slice(0, 60)) {
      const answer = index.find({ shingles, similarityMin: 0.45, limit: 1000, except: sessionId });
      const expected = sessions.filter((one) => one.sessionId !== sessionId && jaccard(one.shingles, shingles) >= 0.45);
      const expectedIds = new Set(expected.map((one) => one.sessionId));
      expect(answer.sessions.filter((one) => !expectedIds.has(one.sessionId))).toEqual([]);
      found += answer.sessions.length;
      all += expected.length;
    }
    expect(all).toBeGreaterThan(100);
    expect(found / all).toBeGreaterThan(0.95);
  });

  it('come the most similar first, no more than asked for, without the session itself', () => {
    const { sessionId, shingles } = sessions[0]!;
    const { sessions: found } = index.find({ shingles, similarityMin: 0.2, limit: 5, except: sessionId });
    expect(found).toHaveLength(5);
    expect(found.map(({ similarity }) => similarity)).toEqual(
      found.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
    );
    expect(found.map((one) => one.sessionId)).not.toContain(sessionId);
  });

  it('forget what was removed and replace what came again', () => {
    const small = createSimilarSessions();
    const [one, two] = [sessions[0]!, sessions[2]!];
    small.add(one);
    small.add({ sessionId: 'twin', shingles: one.shingles });
    const ask = (shingles: Uint32Array) => {
      return small.find({ shingles, similarityMin: 0.9, limit: 9 }).sessions.map(({ sessionId }) => sessionId);
    };
    expect(ask(one.shingles)).toEqual(['s0', 'twin']);
    small.add({ sessionId: 'twin', shingles: two.shingles });
    expect(ask(one.shingles)).toEqual(['s0']);
    small.remove('s0');
    expect(ask(one.shingles)).toEqual([]);
    expect(small.size).toBe(1);
  });
});
