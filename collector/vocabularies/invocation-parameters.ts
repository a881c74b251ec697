/**
 * OpenInference's `llm.invocation_parameters`: the request without its messages, in the provider's own JSON. Read for the
 * model asked for and, where the tools stand nowhere else, for their names. It repeats with every call of an agent.
 */
import type { AttributeMap } from '../model/attributes.ts';
import { isObject, parseJson } from './parse-json.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { cutIdentity, toIdentity } from './identity.ts';
import { RecentValues } from './recent-values.ts';

export interface Invocation {
  readonly model: string | null;
  readonly tools: readonly string[];
}

const NOTHING: Invocation = { model: null, tools: [] };
const PARAMETERS_LENGTH_MAX = 256 * 1024;

export function readInvocation(attributes: AttributeMap): Invocation {
  const value = attributes.get('llm.invocation_parameters') ?? attributes.get('embedding.invocation_parameters');
  return typeof value === 'string' && value.startsWith('{') ? recent.read(value) : NOTHING;
}

const recent = new RecentValues<Invocation>(parseInvocation, { entriesMax: 1024, charactersMax: 4 * 1024 * 1024 });

function parseInvocation(text: string): Invocation {
  const parameters = parseJson(text, PARAMETERS_LENGTH_MAX);
  if (!isObject(parameters)) return NOTHING;
  const model = parameters['model'] ?? parameters['model_name'] ?? parameters['modelName'];
  return {
    model: typeof model === 'string' ? toIdentity(model) : null,
    tools: toToolDefinitions(parameters['tools']).map(({ name }) => cutIdentity(name)),
  };
}
