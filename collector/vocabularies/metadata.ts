/**
 * The `metadata` attribute (OpenInference, LangChain, LiteLLM): one JSON text of whatever the application attached. Only
 * its scalars are of use here, as session ids and as tags; a text longer than the limit is left unread.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import { isObject, parseJson } from './parse-json.ts';
import { RecentValues } from './recent-values.ts';

const METADATA_LENGTH_MAX = 16 * 1024;
const METADATA_KEYS_MAX = 128;

export function readMetadata(attributes: AttributeMap): AttributeMap | null {
  const value = attributes.get('metadata');
  if (typeof value === 'string') return value.startsWith('{') ? recent.read(value) : null;
  return value instanceof Map ? value : null;
}

const recent = new RecentValues<AttributeMap>((text) => collectScalars(parseJson(text, METADATA_LENGTH_MAX)), {
  entriesMax: 1024,
  charactersMax: 1024 * 1024,
});

function collectScalars(value: unknown): AttributeMap {
  const scalars = new Map<string, AttributeValue>();
  if (!isObject(value)) return scalars;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean') scalars.set(key, inner);
    if (scalars.size === METADATA_KEYS_MAX) break;
  }
  return scalars;
}
