/** Tools that were offered and never used by any session: rights that nobody needed. */
import { defineCheck, insufficientData, notApplicable } from '../check.ts';

export const environmentUnusedTools = defineCheck({
  id: 'ENV_003_UNUSED_TOOLS',
  category: 'ENVIRONMENT',
  title: 'Unused Tools Inventory',
  description: 'Every tool that is offered is used by some session.',
  fact: 'offered tools',
  thresholds: [],
  frameworks: {
    owasp_llm: ['LLM06:2025'],
    owasp_agentic: ['ASI03'],
    mitre_atlas: ['AML.T0084.001'],
    cwe: [],
    soc2: ['CC6.2'],
  },
  recommendations: [
    'Remove tools that no session uses.',
    'Give seldom used tools to an agent of their own.',
    'Ask whether a tool is unused or only untested.',
  ],
  run({ sessions }) {
    if (sessions.length === 0) return insufficientData('no completed sessions');
    const offered = collectNames(sessions.map(({ availableTools }) => availableTools));
    if (offered.size === 0) return notApplicable('no session names the tools it is offered');
    const used = collectNames(sessions.map(({ usedTools }) => usedTools));
    const unused = [...offered.difference(used)].sort();
    const evidence = {
      unused_tools: unused,
      unused_count: unused.length,
      total_available: offered.size,
      total_used: used.size,
      sessions: sessions.length,
    };
    if (unused.length === 0) return { status: 'passed', value: 'All tools used', evidence };
    const more = unused.length > NAMED_MAX ? ` and ${unused.length - NAMED_MAX} more` : '';
    return {
      status: 'warning',
      value: `${unused.length} unused tool${unused.length === 1 ? '' : 's'}`,
      evidence,
      recommendation: `Remove what no session uses: ${unused.slice(0, NAMED_MAX).join(', ')}${more}.`,
    };
  },
});

const NAMED_MAX = 5;

function collectNames(lists: readonly (readonly string[])[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const list of lists) for (const name of list) names.add(name);
  return names;
}
