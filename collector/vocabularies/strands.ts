/**
 * Strands writes the GenAI conventions of either age, and around the calls of a model and its tools one span for each turn of
 * its loop, whose operation is no one's but its own. A tool that failed is told apart by its status alone.
 */
import type { Vocabulary } from './vocabulary.ts';

export const strands: Vocabulary = {
  name: 'strands',
  score({ scope }) {
    return scope.name.startsWith('strands.') ? 2 : 0;
  },
  read({ span: { attributes } }) {
    const isCycle = attributes.has('event_loop.cycle_id') && !attributes.has('gen_ai.tool.name');
    return {
      kind: isCycle ? 'workflow' : null,
      failed: attributes.get('gen_ai.tool.status') === 'error',
    };
  },
  readContents: () => ({}),
  readLooseContents: () => ({}),
};
