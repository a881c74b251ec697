import { describe, expect, it } from 'vitest';

import { findingFilters, FINDINGS, readView, writeView } from '../../../../dashboard/src/pages/sessions/view.ts';

describe('the view of the sessions page', () => {
  it('is the same after a way through the URL', () => {
    const view = {
      status: 'active',
      sort: 'cost_usd',
      agent: 'a b&c=d',
      cluster: 'cluster_1',
      findings: 'critical',
      words: '"a b" -c*',
      page: 3,
    } as const;
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
  });

  it.each(FINDINGS)('keeps findings $id by the names of the collector’s filters', ({ id }) => {
    const params = writeView({ ...readView(new URLSearchParams()), findings: id });
    expect(readView(params).findings).toBe(id);
    const { severity, hasFindings } = findingFilters(id);
    expect(params.get('severity')).toBe(severity ?? null);
    expect(params.get('has_findings')).toBe(hasFindings === undefined ? null : String(hasFindings));
  });

  it('leaves an ordinary URL empty', () => expect(writeView(readView(new URLSearchParams())).toString()).toBe(''));

  it('asks for no more words than the collector takes', () => {
    expect(readView(new URLSearchParams({ q: 'a'.repeat(2000) })).words).toHaveLength(1000);
  });

  it.each(['page=-1', 'page=1.5', 'page=x', 'status=no', 'sort=__proto__', 'severity=info', 'has_findings=1'])(
    'takes the default for %s',
    (query) => {
      expect(readView(new URLSearchParams(query))).toEqual(readView(new URLSearchParams()));
    },
  );
});
