/** All checks together: sixteen rows whatever happens to one of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { analyzeSecurity } from '../../../processors/security/analyze-security.ts';
import { defineCheck } from '../../../processors/security/check.ts';
import { checks } from '../../../processors/security/checks/index.ts';
import { securityConfig } from '../../../processors/security/config.ts';
import { buildBehavioral, buildPii, buildSessions } from '../../support/check-tester.ts';

const config = securityConfig.parse({});
const nothing = { behavioral: null, pii: null };

it('gives sixteen rows, none of them passed, when nothing is known', () => {
  const rows = analyzeSecurity({ sessions: [], earlier: nothing, config });
  expect(rows.map(({ check_type, status }) => [check_type, status])).toEqual([
    ...checks.slice(0, 8).map(({ id }) => [id, 'insufficient_data']),
    ...checks.slice(8).map(({ id }) => [id, 'not_applicable']),
  ]);
});

it('keeps the rows of the others when a check throws, and says of it nothing that it read', () => {
  const broken = defineCheck({
    ...(checks[0] as (typeof checks)[0]),
    run() {
      throw new TypeError('4111 1111 1111 1111 is not iterable');
    },
  });
  const rows = analyzeSecurity({ sessions: buildSessions([{}]), earlier: nothing, config }, [
    broken,
    ...checks.slice(1),
  ]);
  expect(rows).toHaveLength(16);
  expect(rows[0]).toMatchObject({ status: 'error', evidence: { reason: 'TypeError' }, recommendations: [] });
  expect(JSON.stringify(rows[0])).not.toContain('4111');
  expect(rows[1]).toMatchObject({ status: 'passed' });
});

it('never throws and never passes a number that is none, whatever the sessions are', () => {
  const number = fc.oneof(fc.nat(1e6), fc.constantFrom(0, 1, 50_000, 50_001, 1e15));
  const session = fc.record({
    totalTokens: number,
    cacheReadTokens: fc.constant(0),
    toolUses: number,
    durationMs: number,
    models: fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
    availableTools: fc.array(fc.constantFrom('a', 'b', '__proto__', 'constructor', ''), { maxLength: 4 }),
    usedTools: fc.array(fc.constantFrom('a', 'b', '__proto__', 'toString'), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(session, { maxLength: 20 }), (given) => {
      const earlier = { behavioral: buildBehavioral(), pii: buildPii() };
      const rows = analyzeSecurity({ sessions: buildSessions(given), earlier, config });
      expect(rows).toHaveLength(16);
      for (const row of rows) {
        expect(row.status).not.toBe('error');
        expect(row.value).not.toMatch(/NaN|Infinity|undefined/);
      }
    }),
  );
});

it('describes every check for people: frameworks, three recommendations, thresholds that exist', () => {
  for (const { frameworks, recommendations, thresholds, description, title } of checks) {
    expect(recommendations).toHaveLength(3);
    expect([title, description].every((text) => text.length > 10)).toBe(true);
    expect(frameworks.owasp_llm.every((id) => /^LLM(0\d|10):2025$/.test(id))).toBe(true);
    expect(frameworks.owasp_agentic.every((id) => /^ASI(0\d|10)$/.test(id))).toBe(true);
    expect(frameworks.mitre_atlas.every((id) => /^AML\.T\d{4}(\.\d{3})?$/.test(id))).toBe(true);
    expect(frameworks.cwe.every((id) => /^CWE-\d+$/.test(id))).toBe(true);
    expect(frameworks.soc2.length).toBeGreaterThan(0);
    for (const threshold of thresholds) expect(config).toHaveProperty(threshold);
  }
});
