import { describe, expect, it } from 'vitest';

import { buildUrl } from '../../../dashboard/src/api/client.ts';
import { findRange, TIME_RANGES } from '../../../dashboard/src/api/time-range.ts';
import { PAGES } from '../../../dashboard/src/pages/index.ts';
import { buildGuides } from '../../../dashboard/src/ui/connect/snippets.ts';
import { durationNow } from '../../../dashboard/src/ui/session-table.tsx';
import { placePoints } from '../../../dashboard/src/ui/sparkline.tsx';
import { buildSession } from '../overview-builder.ts';

const NOW_MS = 1_773_408_720_000;
const INPUT = { endpoint: 'http://localhost:4318', nowMs: NOW_MS, traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };

describe('what to copy', () => {
  const guides = buildGuides(INPUT);

  it('has a JSON body in the curl line that the server can read', () => {
    const text = guides.find(({ id }) => id === 'curl')?.snippets[0]?.text ?? '';
    const body: unknown = JSON.parse(/-d '([^']*)'$/.exec(text)?.[1] ?? '');
    expect(body).toMatchObject({
      resourceSpans: [
        {
          scopeSpans: [
            { spans: [{ traceId: INPUT.traceId, spanId: INPUT.spanId, endTimeUnixNano: `${NOW_MS}000000` }] },
          ],
        },
      ],
    });
  });

  it('names this collector in every way to connect', () => {
    for (const { snippets } of buildGuides({ ...INPUT, endpoint: 'http://localhost:9999' })) {
      expect(snippets.map(({ text }) => text).join('\n')).toContain('http://localhost:9999');
    }
  });
});

describe('a sparkline', () => {
  it('begins at zero and has gaps where nothing is known', () => {
    const [first, gap, last] = placePoints([5, null, 10]);
    expect(gap).toBeNull();
    expect(first?.y).toBeGreaterThan(last?.y ?? 0);
    expect(placePoints([0, 0])[0]?.y).toBe(25);
  });
});

describe('a running session', () => {
  const session = buildSession({
    status: 'active',
    created_at: new Date(NOW_MS - 9000).toISOString(),
    duration_ms: 4000,
  });

  it('lasts until now', () => expect(durationNow(session, NOW_MS)).toBe(9000));
  it('does not count by a clock that is days away', () => expect(durationNow(session, NOW_MS + 1e9)).toBe(4000));
  it('keeps its length when it is over', () =>
    expect(durationNow({ ...session, status: 'completed' }, NOW_MS)).toBe(4000));
});

describe('the way to the server', () => {
  it('leaves out what was not asked', () => {
    expect(buildUrl('/api/sessions', { agent_id: undefined, status: '', limit: 50 })).toBe('/api/sessions?limit=50');
    expect(buildUrl('/api/agents')).toBe('/api/agents');
  });

  it('escapes what a sender named', () =>
    expect(buildUrl('/x', { agent_id: 'a&b=c d' })).toBe('/x?agent_id=a%26b%3Dc+d'));
});

describe('the pages', () => {
  it('have paths and keys of their own', () => {
    expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
    const keys = PAGES.flatMap(({ key }) => (key === null ? [] : [key]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('know a range for whatever the URL says', () => {
    expect(findRange('7d').id).toBe('7d');
    expect(findRange('__proto__')).toBe(findRange(null));
    expect(TIME_RANGES.every(({ step }) => /^[0-9]+[mhd]$/.test(step))).toBe(true);
  });
});
