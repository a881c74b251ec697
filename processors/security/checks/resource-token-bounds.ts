/** A session that takes more tokens than a session may. Two spans of one call are one call here, and a parent adds nothing. */
import { defineCheck, insufficientData } from '../check.ts';
import { listViolations } from '../list-violations.ts';

export const resourceTokenBounds = defineCheck({
  id: 'RESOURCE_001_TOKEN_BOUNDS',
  category: 'RESOURCE_MANAGEMENT',
  title: 'Token Budget Usage',
  description: 'No session takes more tokens than the limit.',
  fact: 'tokens',
  thresholds: ['session_tokens_max', 'count_cache_reads', 'evidence_sessions_max'],
  frameworks: {
    owasp_llm: ['LLM10:2025'],
    owasp_agentic: ['ASI08'],
    mitre_atlas: ['AML.T0034.002'],
    cwe: ['CWE-770'],
    soc2: ['CC6.1', 'CC6.8'],
  },
  recommendations: [
    'Enforce a token limit for a session, and end it there.',
    'Shorten what is sent again with every call: summarize history, cache what does not change.',
    'Break the circuit when one session takes a multiple of the usual.',
  ],
  run(input) {
    const { sessions, config } = input;
    if (sessions.length === 0) return insufficientData('no completed sessions');
    const { count, max, worst } = listViolations(input, {
      limit: config.session_tokens_max,
      valueOf: ({ totalTokens, cacheReadTokens }) => totalTokens - (config.count_cache_reads ? 0 : cacheReadTokens),
    });
    if (count === 0) {
      return {
        status: 'passed',
        value: `${format(max)} max tokens`,
        evidence: { max_tokens: max, sessions: sessions.length },
      };
    }
    const calls = new Map(sessions.map(({ sessionId, largestCalls }) => [sessionId, largestCalls]));
    return {
      status: 'critical',
      value: `${count} violation${count === 1 ? '' : 's'}`,
      evidence: {
        violations: worst,
        violation_count: count,
        max_tokens: max,
        sessions: sessions.length,
        largest_calls: (calls.get(worst[0]?.session_id ?? '') ?? []).map(({ traceId, spanId, totalTokens }) => ({
          trace_id: traceId,
          span_id: spanId,
          total_tokens: totalTokens,
        })),
      },
      recommendation: `Enforce a limit of ${format(config.session_tokens_max)} tokens a session: the largest took ${format(max)}.`,
    };
  },
});

function format(tokens: number): string {
  return tokens.toLocaleString('en-US');
}
