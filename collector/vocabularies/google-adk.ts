/**
 * Google's ADK. In its format 1 a call of the model is `call_llm` with Gemini's request and response as JSON, around a
 * `generate_content` that has the tokens and no contents; format 2 writes the GenAI conventions. In both a synthetic span stands
 * for the answers of tools called at once, which no tool was used for.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { Message, SpanContents } from '../model/message.ts';
import type { Span } from '../model/span.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { toIdentity } from './identity.ts';
import { joinPieces } from './join-pieces.ts';
import { isObject } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { toParts } from './parse-parts.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { toToolNames } from './tool-names.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export const googleAdk: Vocabulary = {
  name: 'google-adk',
  score({ scope }) {
    return scope.name === SCOPE ? 2 : 0;
  },
  read({ span }) {
    const { attributes, name } = span;
    return {
      kind: readKind(span),
      // Up to 1.16 the agent stands in the name only: `agent_run [weather_agent]`.
      agentName: name.startsWith(AGENT_RUN) ? toIdentity(name.slice(AGENT_RUN.length, -1)) : null,
      availableTools: readTools(attributes),
    };
  },
  readContents: readAdkContents,
  readLooseContents: () => ({}),
};

const SCOPE = 'gcp.vertex.agent';
const AGENT_RUN = 'agent_run [';

function readKind({ name }: Span): SpanKind | null {
  if (name === 'call_llm') return 'llm.chat';
  if (name.startsWith(AGENT_RUN)) return 'agent';
  return WORKFLOW_NAMES.has(name) ? 'workflow' : null;
}

const WORKFLOW_NAMES: ReadonlySet<string> = new Set([
  'invocation',
  'execute_tool (merged)',
  'execute_tool (merged tools)',
  'send_data',
]);

/** The names alone, from a request as it is sent again with every call; the conventions' definitions go before. */
function readTools(attributes: AttributeMap): readonly string[] {
  if (attributes.has('gen_ai.tool.definitions')) return [];
  const request = attributes.get('gcp.vertex.agent.llm_request');
  if (typeof request !== 'string' || request.length > REQUEST_LENGTH_MAX || !request.includes('function_declarations'))
    return [];
  const config = configOf(attributes);
  return config === null ? [] : toToolNames(JSON.stringify(config['tools'] ?? []));
}

/** A longer request is kept and shown, but its tools are not counted as offered: parsing 1 MiB takes some 5 ms. */
const REQUEST_LENGTH_MAX = 256 * 1024;

function configOf(attributes: AttributeMap): Readonly<Record<string, unknown>> | null {
  const request = plainOf(attributes, 'gcp.vertex.agent.llm_request');
  return isObject(request) && isObject(request['config']) ? request['config'] : null;
}

function readAdkContents({ span, scope }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  if (scope.name !== SCOPE) return {};
  const request = plainOf(attributes, 'gcp.vertex.agent.llm_request');
  const response = plainOf(attributes, 'gcp.vertex.agent.llm_response');
  const config = configOf(attributes);
  return {
    system: toParts(config?.['system_instruction']),
    input: isObject(request) ? toMessages(request['contents'], 'user') : [],
    output: joinStream(
      toMessages(isObject(response) ? response : plainOf(attributes, 'gen_ai.output.messages'), 'assistant'),
    ),
    tool_definitions: toToolDefinitions(config?.['tools']),
    arguments: firstPlain(attributes, ['gcp.vertex.agent.tool_call_args', 'gcp.vertex.agent.data']),
    result: firstPlain(attributes, ['gcp.vertex.agent.tool_response']),
  };
}

/** Format 2 (2.13) shows each piece of a stream as a message of its own; the last says why the answer ended. */
function joinStream(messages: readonly Message[]): readonly Message[] {
  const last = messages.at(-1);
  if (last === undefined) return [];
  return [joinPieces({ ...last, parts: messages.flatMap(({ parts }) => parts) })];
}
