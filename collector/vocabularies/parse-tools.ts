/**
 * Tool definitions as the providers shape them: flat (`{type, name, parameters}`), OpenAI's (`{type, function: {…}}`),
 * Anthropic's (`{name, input_schema}`), Gemini's (`{functionDeclarations: […]}`) or names alone.
 */
import type { ToolDefinition } from '../model/message.ts';
import { isPlaceholder } from './read-value.ts';
import { isObject, parseJson, type Json } from './parse-json.ts';

export function toToolDefinitions(value: unknown): readonly ToolDefinition[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  return list.flatMap((entry) => {
    // The AI SDK's `ai.prompt.tools` is an array of JSON texts.
    const parsed = typeof entry === 'string' && entry.startsWith('{') ? parseJson(entry, Infinity) : entry;
    if (typeof parsed === 'string') return define({ name: parsed });
    return isObject(parsed) ? fromObject(parsed) : [];
  });
}

function fromObject(entry: Json): readonly ToolDefinition[] {
  const declarations = entry['functionDeclarations'] ?? entry['function_declarations'];
  if (Array.isArray(declarations)) return declarations.flatMap((inner) => (isObject(inner) ? define(inner) : []));
  return define(isObject(entry['function']) ? entry['function'] : entry);
}

function define(entry: Json): readonly ToolDefinition[] {
  const { name, description } = entry;
  if (typeof name !== 'string' || name === '' || isPlaceholder(name)) return [];
  const parameters =
    PARAMETER_KEYS.map((key) => entry[key]).find((value) => value !== undefined && value !== null) ?? null;
  const described = typeof description === 'string' && !isPlaceholder(description) ? description : null;
  return [{ name, description: described, parameters }];
}

/** The last two are Gemini's for a schema in JSON Schema's own words. */
const PARAMETER_KEYS: readonly string[] = [
  'parameters',
  'input_schema',
  'inputSchema',
  'parametersJsonSchema',
  'parameters_json_schema',
];
