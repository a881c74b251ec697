import { describe, expect, it } from 'vitest';

import { listEvidence } from '../../../../dashboard/src/pages/finding/evidence-rows.ts';
import { actionsOf } from '../../../../dashboard/src/pages/finding/status-dialog.tsx';
import { readView, writeView } from '../../../../dashboard/src/pages/findings/view.ts';
import { buildFinding } from '../../analysis-builder.ts';

describe('the view of the findings page', () => {
  it('is the same after a way through the URL', () => {
    const view = { status: 'muted', severity: 'high', agent: 'a b&c=d', check: 'X_1', page: 3 } as const;
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
  });

  it('leaves an ordinary URL empty, and that shows what is open', () => {
    expect(writeView(readView(new URLSearchParams())).toString()).toBe('');
    expect(readView(new URLSearchParams()).status).toBe('open');
  });

  it.each(['page=0', 'page=x', 'status=__proto__', 'severity=info', 'severity=constructor'])(
    'takes the default for %s',
    (query) => expect(readView(new URLSearchParams(query))).toEqual(readView(new URLSearchParams())),
  );
});

describe('the evidence of a finding', () => {
  const [place] = buildFinding().evidence;
  const build = (fields: Partial<NonNullable<typeof place>>) => ({ ...place!, ...fields });

  it('leads to the span where there is one, else to the session', () => {
    const rows = listEvidence([build({}), build({ session_id: 'a/b?c', span_id: null })]);
    expect(rows.map(({ to, place: where }) => [to, where])).toEqual([
      [`/session/s1?span=${'cd'.repeat(8)}`, 'one span'],
      ['/session/a%2Fb%3Fc', 'the session'],
    ]);
  });

  it('says which part of which attribute', () => {
    const fields = (...given: Parameters<typeof build>) => listEvidence([build(...given)])[0]?.field;
    expect(fields({ field: 'gen_ai.input.messages', start: 1212, end: 1355 })).toBe(
      'gen_ai.input.messages · 1,212–1,355',
    );
    expect(fields({ field: null, start: 0, end: 3 })).toBe('0–3');
    expect(fields({ field: null })).toBe('');
  });

  it('names the places with the same text by their numbers', () => {
    const [a, b] = ['7d0e'.repeat(16), 'c19a'.repeat(16)];
    const rows = listEvidence([a, b, a, null, a].map((hash) => build({ hash })));
    expect(rows.map(({ sameAs }) => sameAs)).toEqual([[], [], [1], [], [1, 3]]);
    expect(rows[0]?.hash).toBe('7d0e…7d0e');
  });
});

it('a finding that is open can be silenced, one that is not can be opened', () => {
  expect(actionsOf('open').map(({ verb }) => verb)).toEqual(['Mute', 'Resolve']);
  expect(actionsOf('muted').map(({ verb }) => verb)).toEqual(['Reopen']);
  expect(actionsOf('resolved').map(({ status }) => status)).toEqual(['open']);
});
