/**
 * Semantic Kernel's spans of models, agents and tools speak the GenAI conventions; beside them stand its own of loops and
 * functions, and the names of the functions that a loop may call.
 */
import { readTexts } from './read-value.ts';
import type { Vocabulary } from './vocabulary.ts';

export const semanticKernel: Vocabulary = {
  name: 'semantic-kernel',
  score({ scope }) {
    return SCOPE_PREFIXES.some((prefix) => scope.name.startsWith(prefix)) ? 2 : 0;
  },
  read({ span: { attributes } }) {
    const speaksGenAi = attributes.has('gen_ai.operation.name') || attributes.has('gen_ai.request.model');
    return {
      kind: speaksGenAi ? null : 'workflow',
      availableTools: readTexts(attributes, 'sk.available_functions').flatMap((names) => names.split(',')),
    };
  },
  readContents: () => ({}),
  readLooseContents: () => ({}),
};

/** Python's modules, and the sources of .NET. */
const SCOPE_PREFIXES: readonly string[] = ['semantic_kernel.', 'Microsoft.SemanticKernel'];
