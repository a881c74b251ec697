import { describe, expect, it } from 'vitest';

import { clampWidth } from '../../../../dashboard/src/pages/session/span-panel/side.tsx';
import { cutToLines } from '../../../../dashboard/src/pages/session/transcript/folded-text.tsx';
import { describeCall } from '../../../../dashboard/src/pages/session/transcript/model-step.tsx';
import { buildItem } from '../../timeline-builder.ts';

describe('long text', () => {
  it('is cut at a line', () => expect(cutToLines('1\n2\n3\n4\n5', 3)).toBe('1\n2\n3'));
  it('is whole where it fits, also with a line end at its end', () => {
    expect(cutToLines('1\n2\n3\n', 3)).toBe('1\n2\n3\n');
    expect(cutToLines('short', 3)).toBe('short');
  });
  it('is cut inside of a line that is too long', () => expect(cutToLines('x'.repeat(1e6), 4)).toHaveLength(640));
});

describe('a model call in numbers', () => {
  it('names only what is known', () => {
    const call = buildItem({
      span_id: 'a',
      kind: 'llm.chat',
      to: 2500,
      input_tokens: 3100,
      output_tokens: 86,
      cache_read_tokens: 2400,
      cost_usd: 0.006,
      time_to_first_token_ms: 620,
    });
    expect(describeCall(call)).toBe('2.5 s · TTFT 620 ms · 3.1k in, 2.4k cached, 86 out · $0.006');
    expect(describeCall({ ...call, cost_usd: null, time_to_first_token_ms: null, cache_read_tokens: 0 })).toBe(
      '2.5 s · 3.1k in, 86 out · price unknown',
    );
    expect(describeCall(buildItem({ span_id: 'b', kind: 'llm.chat' }))).toBe('100 ms · tokens not reported');
  });
});

describe('the side panel', () => {
  it.each([
    [100, 280],
    [421.4, 421],
    [5000, 900],
    [Number.NaN, 420],
  ])('of %d px is %d px wide', (wanted, width) => expect(clampWidth(wanted)).toBe(width));
});
