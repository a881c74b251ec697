/**
 * smolagents through OpenInference: an agent's run is named `<agent>.run`, and messages keep the framework's own roles, of which
 * the provider sees an assistant's and a user's.
 */
import type { Message, SpanContents } from '../model/message.ts';
import { toIdentity } from './identity.ts';
import { readOpenInferenceContents } from './openinference-contents.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export const smolagents: Vocabulary = {
  name: 'smolagents',
  score({ scope }) {
    return scope.name === SCOPE ? 2 : 0;
  },
  read({ span: { attributes, name } }) {
    const isRun = attributes.get('openinference.span.kind') === 'AGENT' && name.endsWith(RUN);
    return { agentName: isRun ? toIdentity(name.slice(0, -RUN.length)) : null };
  },
  readContents: readSmolagentsContents,
  readLooseContents: () => ({}),
};

const SCOPE = 'openinference.instrumentation.smolagents';
const RUN = '.run';

function readSmolagentsContents(context: SpanInContext): Partial<SpanContents> {
  if (context.scope.name !== SCOPE) return {};
  const { input = [] } = readOpenInferenceContents(context);
  return input.length === 0 ? {} : { input: input.map(withSentRole) };
}

/** As its models (1.26) translate them before they send. */
const SENT_ROLES: ReadonlyMap<string, string> = new Map([
  ['tool-call', 'assistant'],
  ['tool-response', 'user'],
]);

function withSentRole(message: Message): Message {
  return { ...message, role: SENT_ROLES.get(message.role) ?? message.role };
}
