/**
 * Microsoft's Agent Framework: the GenAI conventions for models, agents and tools, and spans of its own for workflows, whose
 * steps pass messages to each other.
 */
import { toIdentity } from './identity.ts';
import type { Vocabulary } from './vocabulary.ts';

export const agentFramework: Vocabulary = {
  name: 'agent-framework',
  score({ scope }) {
    return SCOPE_PREFIXES.some((prefix) => scope.name.startsWith(prefix)) ? 2 : 0;
  },
  read({ span: { attributes, name } }) {
    return {
      kind: WORKFLOW_NAMES.some((start) => name.startsWith(start)) ? 'workflow' : null,
      workflowId: toIdentity(attributes.get('workflow.name')) ?? toIdentity(attributes.get('workflow.id')),
    };
  },
  readContents: () => ({}),
  readLooseContents: () => ({}),
};

/** Python, and the two sources of .NET. */
const SCOPE_PREFIXES: readonly string[] = [
  'agent_framework',
  'Experimental.Microsoft.Agents.AI',
  'Microsoft.Agents.AI',
];

const WORKFLOW_NAMES: readonly string[] = [
  'workflow.',
  'workflow_invoke',
  'executor.process',
  'edge_group.process',
  'message.send',
];
