/**
 * The names of the tools a model was offered, from whatever shape the definitions have. Definitions repeat with every call
 * of an agent, so a text seen before costs a look-up and no parsing.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import { cutIdentity } from './identity.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { parseJson, toPlain } from './parse-json.ts';
import { RecentValues } from './recent-values.ts';
import { toTexts } from './read-value.ts';

/** A longer text of definitions is left unread on the way in: parsing 1 MiB takes some 5 ms, and then again and again. */
const DEFINITIONS_LENGTH_MAX = 1024 * 1024;
const TOOLS_MAX = 256;

export function toToolNames(value: AttributeValue | undefined): readonly string[] {
  if (value === undefined || value === '') return [];
  return typeof value === 'string' ? recentNames.read(value) : namesOf(toPlain(value));
}

/** Names under `llm.request.functions.0.name`, `….1.name` and so on, to the first that is missing. */
export function readIndexedToolNames(attributes: AttributeMap, prefix: string, suffix: string): readonly string[] {
  const names: string[] = [];
  for (let index = 0; index < TOOLS_MAX; index++) {
    const value = attributes.get(`${prefix}${index}${suffix}`);
    if (value === undefined) break;
    if (typeof value !== 'string') continue;
    if (value.startsWith('{')) names.push(...toToolNames(value));
    else names.push(...toTexts(value));
  }
  return names;
}

/* Not state that anything depends on: only the memory of a pure function. */
const recentNames = new RecentValues<readonly string[]>((text) => namesOf(parseJson(text, DEFINITIONS_LENGTH_MAX)), {
  entriesMax: 1024,
  charactersMax: 4 * 1024 * 1024,
});

function namesOf(definitions: unknown): readonly string[] {
  const names = new Set<string>();
  for (const { name } of toToolDefinitions(definitions)) {
    names.add(cutIdentity(name));
    if (names.size === TOOLS_MAX) break;
  }
  return [...names];
}
