/**
 * AutoGen: the GenAI conventions for agents and tools, none for models, whose calls the client's own instrumentation tells;
 * its runtime traces every message between agents besides, as a messaging system would.
 */
import type { Vocabulary } from './vocabulary.ts';

export const autogen: Vocabulary = {
  name: 'autogen',
  score({ scope }) {
    return scope.name.startsWith('autogen') ? 2 : 0;
  },
  read({ span: { name } }) {
    return { kind: name.startsWith('autogen ') ? 'workflow' : null };
  },
  readContents: () => ({}),
  readLooseContents: () => ({}),
};
