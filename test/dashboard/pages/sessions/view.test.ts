import { describe, expect, it } from 'vitest';

import { readView, writeView } from '../../../../dashboard/src/pages/sessions/view.ts';

describe('the view of the sessions page', () => {
  it('is the same after a way through the URL', () => {
    const view = { status: 'active', sort: 'cost_usd', agent: 'a b&c=d', words: '"a b" -c*', page: 3 } as const;
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
  });

  it('leaves an ordinary URL empty', () => expect(writeView(readView(new URLSearchParams())).toString()).toBe(''));

  it('asks for no more words than the collector takes', () => {
    expect(readView(new URLSearchParams({ q: 'a'.repeat(2000) })).words).toHaveLength(1000);
  });

  it.each(['page=-1', 'page=1.5', 'page=x', 'status=no', 'sort=__proto__'])('takes the default for %s', (query) => {
    expect(readView(new URLSearchParams(query))).toEqual(readView(new URLSearchParams()));
  });
});
