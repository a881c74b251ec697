import { describe, expect, it } from 'vitest';

import {
  cutAround,
  describeDivergence,
  listSteps,
} from '../../../../dashboard/src/pages/session/behaviour/divergence.ts';
import { listFindingMarks } from '../../../../dashboard/src/pages/session/behaviour/finding-marks.ts';
import { buildTree } from '../../../../dashboard/src/pages/session/tree.ts';
import { describeOrigin, parseStep } from '../../../../dashboard/src/ui/step-name.ts';
import { buildDivergence, buildFinding, buildSteps } from '../../analysis-builder.ts';
import { buildItem } from '../../timeline-builder.ts';

describe('a step', () => {
  it('is a name and who said its values', () => {
    expect(parseStep('send_email/R')).toEqual({ name: 'send_email', origin: 'values from an earlier result' });
    expect(parseStep('fs/read/UR').name).toBe('fs/read');
    expect(describeOrigin('UR')).toBe('values from the user and an earlier result');
    expect(parseStep('now/').origin).toBe('');
  });

  it('keeps slashes that are its own', () => expect(parseStep('mcp/Read').name).toBe('mcp/Read'));
});

describe('the first difference', () => {
  it('is said around a step, as what it does and what others do', () => {
    expect(describeDivergence(buildDivergence())).toBe(
      'Around step 2 it calls send_email with values from an earlier result; ' +
        'sessions like it call read_mail with values from the user (80 %) or end (20 %).',
    );
    expect(describeDivergence(buildDivergence({ actual: null, expected: [] }))).toBe('Around step 2 it ends.');
  });

  it('shows what a name hides', () => {
    expect(describeDivergence(buildDivergence({ actual: 'gnp\u202Eexe/N' }))).toContain('gnp⟨U+202E⟩exe');
  });

  it('is marked among the steps', () => {
    const rows = listSteps(buildSteps(['a', 'b', 'c']), 1);
    expect(rows.map(({ number, isDivergence }) => [number, isDivergence])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
    expect(listSteps(buildSteps(['a']), null)[0]?.isDivergence).toBe(false);
  });

  it('stays in sight among many steps, also where the session ends there', () => {
    const rows = Array.from({ length: 40 }, (_, index) => index);
    expect(cutAround(rows, 20)).toEqual({ shown: [17, 18, 19, 20, 21, 22, 23, 24], first: 17 });
    expect(cutAround(rows, 40).shown).toEqual([36, 37, 38, 39]);
    expect(cutAround(rows, null).shown[0]).toBe(0);
    expect(cutAround([1, 2], 0).shown).toEqual([1, 2]);
  });
});

describe('marks on the tape', () => {
  const items = ['a', 'b'].map((span_id, index) => buildItem({ span_id, from: index * 10, to: 100 }));
  const tree = buildTree(items);
  const [place] = buildFinding().evidence;
  const at = (span_id: string | null, session_id = 's1') => ({
    ...place!,
    session_id,
    trace_id: items[0]!.trace_id,
    span_id,
  });

  it('stand once on a span, with the worst of what is open', () => {
    const findings = [
      buildFinding({ severity: 'medium', evidence: [at('b'), at('a')] }),
      buildFinding({ severity: 'critical', evidence: [at('b')] }),
      buildFinding({ severity: 'critical', status: 'muted', evidence: [at('a')] }),
    ];
    const marks = listFindingMarks({ sessionId: 's1', findings, tree });
    expect(marks.map(({ node, severity }) => [node.spanId, severity])).toEqual([
      ['a', 'medium'],
      ['b', 'critical'],
    ]);
  });

  it('leave out other sessions, the session as a whole, and spans that are gone', () => {
    const evidence = [at('a', 's2'), at(null), at('gone')];
    expect(listFindingMarks({ sessionId: 's1', findings: [buildFinding({ evidence })], tree })).toEqual([]);
  });
});
