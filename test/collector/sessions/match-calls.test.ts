/** Beginnings and endings of calls find each other by their times, also where some of them are missing. */
import { describe, expect, it } from 'vitest';

import type { AgentEvent } from '../../../collector/sessions/derive-event-span.ts';
import { CALL_MS_MAX, matchCalls, type HalfCall } from '../../../collector/sessions/match-calls.ts';

/** `b` begins and `e` ends, at so many ms; an ending may say how long it took. */
function half(id: string, at: number, durationMs: number | null = null): HalfCall {
  const role = id.startsWith('b') ? 'beginning' : 'ending';
  const event = { record: { id, timeUnixNano: BigInt(at) * 1_000_000n }, reading: { role, durationMs } };
  return { id, event: event as unknown as AgentEvent };
}

function pairs(halves: readonly HalfCall[], fresh = halves.map(({ id }) => id)): Record<string, string | null> {
  const idOf = (event: AgentEvent | null) => (event === null ? null : (event.record as unknown as { id: string }).id);
  const matched = matchCalls(halves, new Set(fresh)).map(({ ending, beginning }) => [idOf(ending), idOf(beginning)]);
  return Object.fromEntries(matched) as Record<string, string | null>;
}

describe('a call', () => {
  it('began last before it ended', () => {
    expect(pairs([half('b1', 0), half('e1', 90), half('b2', 100), half('e2', 190)])).toEqual({ e1: 'b1', e2: 'b2' });
  });

  it('did not begin before the one before it ended', () => {
    // b1 was given up and tried again as b2; the beginning of e3 is lost.
    expect(pairs([half('b1', 0), half('b2', 50), half('e2', 90), half('e3', 190)])).toEqual({ e2: 'b2', e3: null });
  });

  it('that took longer than is looked for has no beginning', () => {
    expect(pairs([half('b1', 0), half('e1', CALL_MS_MAX)])).toEqual({ e1: 'b1' });
    expect(pairs([half('b1', 0), half('e1', CALL_MS_MAX + 1)])).toEqual({ e1: null });
  });

  it('that says how long it took began then, whatever runs beside it', () => {
    const halves = [half('b1', 0), half('b2', 300), half('e2', 701, 400), half('e1', 1000, 1000)];
    expect(pairs(halves)).toEqual({ e1: 'b1', e2: 'b2' });
  });

  it('is told again only where what is new changes it', () => {
    const known = [half('b1', 0), half('e1', 90), half('e2', 190)];
    expect(pairs([...known, half('b2', 100)], ['b2'])).toEqual({ e2: 'b2' });
    expect(pairs([...known, half('b0', 10)], ['b0'])).toEqual({ e1: 'b0' });
    expect(pairs([...known, half('b3', 200)], ['b3'])).toEqual({});
  });
});
