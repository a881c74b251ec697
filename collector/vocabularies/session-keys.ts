/**
 * Where the session, the user and the tags of a span stand, over all dialects: these keys are set by applications and
 * copied by baggage, so any span may carry any of them. Order is precedence; the place in the list is the key's rank.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SessionKey } from '../model/mapped-span.ts';
import { toIdentity } from './identity.ts';
import { readMetadata } from './metadata.ts';
import type { SpanInContext } from './vocabulary.ts';

const CONVERSATION_KEY = 'gen_ai.conversation.id';

/** `mcp.session.id` is missing on purpose: it names a connection, and one conversation may open many. */
export const SESSION_KEYS: readonly string[] = [
  'session.id',
  CONVERSATION_KEY,
  'langfuse.session.id',
  'lmnr.association.properties.session_id',
  'traceloop.association.properties.session_id',
  'traceloop.association.properties.thread_id',
  'traceloop.association.properties.conversation_id',
  'traceloop.association.properties.chat_id',
  'langwatch.thread.id',
  'thread_id',
  'langsmith.metadata.session_id',
  'langsmith.metadata.thread_id',
  'langsmith.metadata.conversation_id',
  'ai.telemetry.metadata.sessionId',
  'ai.telemetry.metadata.session_id',
  'ai.telemetry.metadata.threadId',
  'ai.telemetry.metadata.thread_id',
  'ai.telemetry.metadata.conversationId',
  'ai.telemetry.metadata.chatId',
  'ai.settings.context.sessionId',
  'ai.settings.context.session_id',
  'ai.settings.context.threadId',
  'ai.settings.context.thread_id',
  'ai.settings.context.conversationId',
  'mastra.metadata.threadId',
  'gcp.vertex.agent.session_id',
  'genkit:sessionId',
  'mlflow.trace.session',
  'conversation.id',
];

/** Inside the JSON attribute `metadata`, after all of the above. */
const METADATA_SESSION_KEYS: readonly string[] = ['session_id', 'thread_id', 'conversation_id'];
const LAST_KEY = 'claude.code.session_id';

const METADATA_RANK = SESSION_KEYS.length;
const LAST_RANK = METADATA_RANK + METADATA_SESSION_KEYS.length;
const RESOURCE_RANK = LAST_RANK + 1;

/** @param context a span, or a log record in its place. */
export function readSessionKey({ span, resource }: SessionKeyContext): SessionKey | null {
  const { attributes } = span;
  // A browser's `session.id` is a visit counted by its monitoring SDK, not a conversation.
  const inBrowser = resource.attributes.get('telemetry.sdk.language') === 'webjs';
  for (const [rank, key] of SESSION_KEYS.entries()) {
    if (!attributes.has(key) || (rank === 0 && inBrowser)) continue;
    const id = readId(attributes, key);
    if (id !== null) return { id, rank };
  }
  const metadata = readMetadata(attributes);
  for (const [index, key] of METADATA_SESSION_KEYS.entries()) {
    const id = metadata === null ? null : readId(metadata, key);
    if (id !== null) return { id, rank: METADATA_RANK + index };
  }
  const id = readId(attributes, LAST_KEY);
  if (id !== null) return { id, rank: LAST_RANK };
  const resourceId = inBrowser ? null : readId(resource.attributes, 'session.id');
  return resourceId === null ? null : { id: resourceId, rank: RESOURCE_RANK };
}

interface SessionKeyContext {
  readonly span: Pick<SpanInContext['span'], 'attributes'>;
  readonly resource: Pick<SpanInContext['resource'], 'attributes'>;
}

/** The conversation where something else was taken as the session. */
export function readConversationId(attributes: AttributeMap, session: SessionKey | null): string | null {
  const id = readId(attributes, CONVERSATION_KEY);
  return id === null || session === null || session.id === id ? null : id;
}

const USER_KEYS: readonly string[] = [
  'user.id',
  'langfuse.user.id',
  'enduser.id',
  'traceloop.association.properties.user_id',
  'traceloop.association.properties.customer_id',
  'lmnr.association.properties.user_id',
  'langwatch.user.id',
  'ai.telemetry.metadata.userId',
  'ai.telemetry.metadata.user_id',
  'ai.settings.context.userId',
  'langsmith.metadata.user_id',
  'gen_ai.user',
  'gen_ai.request.user',
  'llm.user',
  'mastra.metadata.resourceId',
  'enduser.pseudo.id',
  'user.account_uuid',
];

/** `user.email` is not among the keys: an address is personal data and stays in the span's attributes only. */
export function readUserId({ attributes }: SpanInContext['span']): string | null {
  for (const key of USER_KEYS) {
    if (!attributes.has(key)) continue;
    const id = readId(attributes, key);
    if (id !== null) return id;
  }
  const metadata = readMetadata(attributes);
  return metadata === null ? null : readId(metadata, 'user_id');
}

/** What a missing value becomes when it is written out as text; taken as an id it would join strangers' sessions. */
const NO_IDS: ReadonlySet<string> = new Set(['none', 'null', 'undefined', 'nan', 'nil']);

function readId(attributes: AttributeMap, key: string): string | null {
  const text = toIdentity(attributes.get(key));
  return text === null || NO_IDS.has(text.toLowerCase()) ? null : text;
}
