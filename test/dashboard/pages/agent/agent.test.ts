import { describe, expect, it } from 'vitest';

import { describeAgent } from '../../../../dashboard/src/pages/agent/head.tsx';
import { listTools } from '../../../../dashboard/src/pages/agent/tables.tsx';
import { buildAgent } from '../../overview-builder.ts';

const ANALYTICS = {
  models: [],
  tools: [
    { tool: 'grep', calls: 3, errors: 0 },
    { tool: 'run_tests', calls: 40, errors: 9 },
    { tool: 'secret', calls: 1, errors: 0 },
  ],
  avg_messages_per_session: 9.33,
  avg_duration_ms: 5300,
  latency_p50_ms: null,
  latency_p95_ms: null,
  latency_p99_ms: null,
};

describe('the agent page', () => {
  it('lists tools by use, then those that were never used', () => {
    const agent = buildAgent({ available_tools: ['grep', 'run_tests', 'git_push'] });
    expect(listTools({ agent, analytics: ANALYTICS }).map(({ tool, isOffered }) => [tool, isOffered])).toEqual([
      ['run_tests', true],
      ['grep', true],
      ['secret', false],
      ['git_push', true],
    ]);
  });

  it('opens with a sentence of its numbers', () => {
    expect(describeAgent({ agent: buildAgent({ total_errors: 3 }), analytics: ANALYTICS })).toBe(
      'A session takes 5.3 s and 9.3 model calls on average; 3 errors in 10 sessions.',
    );
  });
});
