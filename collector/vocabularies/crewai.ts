/**
 * CrewAI: its own telemetry names what a crew does in spans without contents; instrumentations around it write their dialect
 * and the crew's keys beside.
 */
import type { SpanKind } from '../model/mapped-span.ts';
import { toIdentity } from './identity.ts';
import type { Vocabulary } from './vocabulary.ts';

export const crewAi: Vocabulary = {
  name: 'crewai',
  score({ span, scope }) {
    if (scope.name === OWN_SCOPE) return 2;
    return scope.name.endsWith('.crewai') && span.attributes.has('crew_key') ? 2 : 0;
  },
  read({ span: { attributes, name }, scope }) {
    if (scope.name !== OWN_SCOPE) return {};
    return {
      kind: KINDS.get(name) ?? 'workflow',
      toolName: name.startsWith('Tool ') ? toIdentity(attributes.get('tool_name')) : null,
      agentName: toIdentity(attributes.get('agent_role')),
    };
  },
  readContents: () => ({}),
  readLooseContents: () => ({}),
};

const OWN_SCOPE = 'crewai.telemetry';

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['Tool Usage', 'tool'],
  ['Tool Usage Error', 'tool'],
]);
