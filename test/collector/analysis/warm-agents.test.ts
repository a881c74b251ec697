import { describe, expect, it } from 'vitest';

import { WarmAgents, type WarmAgent } from '../../../collector/analysis/warm-agents.ts';

const agentOf = (sessions: number): WarmAgent => ({
  version: 1,
  sessions: new Map(Array.from({ length: sessions }, (_, at) => [`s${at}`, false])),
  states: new Map(),
});

describe('what is known of agents', () => {
  it('is bounded by their sessions: the one that nobody asked for longest goes first', () => {
    const warm = new WarmAgents(10 * 4096);
    warm.keep('a', agentOf(4));
    warm.keep('b', agentOf(4));
    expect(warm.get('a')).toBeDefined();
    warm.keep('c', agentOf(4));
    expect(['a', 'b', 'c'].filter((id) => warm.get(id) !== undefined)).toEqual(['a', 'c']);
  });

  it('keeps the newest one whatever it takes, and 64 small ones', () => {
    const warm = new WarmAgents(4096);
    warm.keep('large', agentOf(100));
    expect(warm.get('large')).toBeDefined();
    const many = new WarmAgents(1e9);
    for (let at = 0; at < 100; at++) many.keep(`a${at}`, agentOf(1));
    expect(many.size).toBe(64);
  });
});
