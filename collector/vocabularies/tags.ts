/** Tags of a session: the lists `tag.tags` and `langfuse.trace.tags` and the scalars of `metadata`, whichever SDK wrote them. */
import type { AttributeMap } from '../model/attributes.ts';
import { readMetadata } from './metadata.ts';
import { readTexts } from './read-value.ts';

const TAGS_MAX = 32;
const TAG_LENGTH_MAX = 100;

const NO_TAGS: ReadonlyMap<string, string> = new Map();

export function readTags(attributes: AttributeMap): ReadonlyMap<string, string> {
  const listed = readListed(attributes);
  const metadata = readMetadata(attributes);
  if (listed.length === 0 && metadata === null) return NO_TAGS;
  const tags = new Map<string, string>();
  for (const tag of listed) {
    const cut = tag.indexOf('=');
    if (cut > 0) addTag(tags, tag.slice(0, cut), tag.slice(cut + 1));
    else addTag(tags, tag, 'true');
  }
  for (const [key, value] of metadata ?? []) {
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (isScalar && !isBookkeeping(key)) addTag(tags, key, String(value));
  }
  return tags;
}

/** OpenInference's list, and Langfuse's. */
function readListed(attributes: AttributeMap): readonly string[] {
  const listed = readTexts(attributes, 'tag.tags');
  return listed.length > 0 ? listed : readTexts(attributes, 'langfuse.trace.tags');
}

/** The key must not contain `=`: tags are added up as `key=value`. */
function addTag(tags: Map<string, string>, key: string, value: string): void {
  const fits = key !== '' && key.length <= TAG_LENGTH_MAX && value !== '' && value.length <= TAG_LENGTH_MAX;
  if (fits && !key.includes('=') && tags.size < TAGS_MAX) tags.set(key, value);
}

/** What LangChain and LangGraph put into the metadata of every run, and the ids that have columns of their own. */
const BOOKKEEPING_PREFIXES: readonly string[] = ['ls_', 'lc_', 'langgraph_', 'checkpoint', '__'];
const ID_KEYS: ReadonlySet<string> = new Set(['session_id', 'thread_id', 'conversation_id', 'user_id', 'run_id']);

function isBookkeeping(key: string): boolean {
  return ID_KEYS.has(key) || BOOKKEEPING_PREFIXES.some((prefix) => key.startsWith(prefix));
}
