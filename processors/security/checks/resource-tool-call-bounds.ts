/** A session that calls tools more often than a session may. A call that two spans tell is one. */
import { defineCheck, insufficientData } from '../check.ts';
import { listViolations } from '../list-violations.ts';

export const resourceToolCallBounds = defineCheck({
  id: 'RESOURCE_002_TOOL_CALL_BOUNDS',
  category: 'RESOURCE_MANAGEMENT',
  title: 'Tool Call Volume',
  description: 'No session calls tools more often than the limit.',
  fact: 'tool calls',
  thresholds: ['session_tool_calls_max', 'evidence_sessions_max'],
  frameworks: {
    owasp_llm: ['LLM10:2025', 'LLM06:2025'],
    owasp_agentic: ['ASI02'],
    mitre_atlas: ['AML.T0034.002'],
    cwe: ['CWE-770'],
    soc2: ['CC6.1', 'CC6.8'],
  },
  recommendations: [
    'Limit the tool calls of a session.',
    'Break the circuit on repeated calls with the same arguments.',
    'Look for loops: the same tool, the same error, again.',
  ],
  run(input) {
    const { sessions, config } = input;
    if (sessions.length === 0) return insufficientData('no completed sessions');
    const limit = config.session_tool_calls_max;
    const { count, max, worst } = listViolations(input, { limit, valueOf: ({ toolUses }) => toolUses });
    const evidence = { max_tool_calls: max, sessions: sessions.length };
    if (count === 0) return { status: 'passed', value: `${max} max calls`, evidence };
    return {
      status: 'critical',
      value: `${count} violation${count === 1 ? '' : 's'}`,
      evidence: { violations: worst, violation_count: count, ...evidence },
      recommendation: `Limit a session to ${limit} tool calls, with a circuit breaker: one made ${max}.`,
    };
  },
});
