/**
 * The response that a call names as the one it continues: OpenAI's Responses API keeps the history at the provider, and the
 * call sends what is new. The conventions have no name for it yet; these are those that instrumentations use.
 */
import type { AttributeMap } from '../model/attributes.ts';
import { readIdentity, toIdentity } from './identity.ts';
import { isObject, parseJson } from './parse-json.ts';

const KEYS: readonly string[] = [
  'gen_ai.request.previous_response_id',
  'gen_ai.openai.request.previous_response_id',
  'openai.request.previous_response_id',
  'gen_ai.previous_response_id',
  'previous_response_id',
];

/** OpenInference's copy of the request. */
const PARAMETERS_KEY = 'llm.invocation_parameters';
const PARAMETERS_LENGTH_MAX = 256 * 1024;

export function readPreviousResponseId(attributes: AttributeMap): string | null {
  const id = readIdentity(attributes, KEYS);
  if (id !== null) return id;
  const parameters = attributes.get(PARAMETERS_KEY);
  if (typeof parameters !== 'string' || !parameters.includes('previous_response_id')) return null;
  const request = parseJson(parameters, PARAMETERS_LENGTH_MAX);
  const named = isObject(request) ? request['previous_response_id'] : null;
  return typeof named === 'string' ? toIdentity(named) : null;
}
