/** Which attributes nobody reads, as the recordings of real SDKs show it: found by asking, not by a list. */
import { describe, expect, it } from 'vitest';

import { findUnreadKeys } from '../../../collector/vocabularies/unread-keys.ts';
import { listRecordedRequests } from '../../support/recordings.ts';
import { readFixture } from '../../support/vocabulary-suite.ts';
import { buildContext, type Attributes } from './span-context.ts';

const unread = (attributes: Attributes) => findUnreadKeys(buildContext({ attributes }));
const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 1 };

describe('an attribute that nobody reads', () => {
  it('is told by the name space it stands in', () => {
    const attributes = { ...CHAT, 'gen_ai.request.seed': 7, 'http.route': '/', 'my.note': 'x' };
    expect(unread(attributes)).toEqual({ unmapped: ['gen_ai.request.seed'], foreign: ['http.route', 'my.note'] });
  });

  it('is not one that another name of the same field stands before', () => {
    const attributes = {
      ...CHAT,
      'gen_ai.usage.prompt_tokens': 1,
      'session.id': 'a',
      thread_id: 'b',
      'user.id': 'c',
      'llm.user': 'd',
    };
    expect(unread(attributes)).toEqual({ unmapped: [], foreign: [] });
  });

  it('is named once for all members of a list, and not where another member’s is read', () => {
    const attributes = {
      'openinference.span.kind': 'LLM',
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': 'Hi',
      'llm.input_messages.0.message.mood': 'glad',
      'llm.input_messages.1.message.mood': 'sad',
    };
    expect(unread(attributes).unmapped).toEqual(['llm.input_messages.N.message.mood']);
  });

  it('is cut where its name is endless', () => {
    expect(unread({ [`gen_ai.${'x'.repeat(10_000)}`]: 1 }).unmapped[0]).toHaveLength(201);
  });

  it.each(listRecordedRequests().flatMap(({ signal, file }) => (signal === 'traces' ? [file] : [])))(
    'of %s is none that says what was said or counted',
    (file) => {
      const unmapped = new Set(readFixture(file).flatMap((context) => findUnreadKeys(context).unmapped));
      const telling = [...unmapped].filter(
        (key) => /token|message|content|session|conversation|\.model$|finish|cost/.test(key) && !isKnownUnread(key),
      );
      expect(telling).toEqual([]);
    },
  );
});

/** Names, and beginnings of names that end with a dot, each with why nothing is lost. */
const KNOWN_UNREAD: readonly string[] = [
  'anthropic.usage.cache_creation.ephemeral_5m_input_tokens', // what was written and not for an hour
  'gen_ai.aggregated_usage.', // Pydantic AI: an agent's sums of the calls below it
  'gen_ai.client.token.usage', // OpenLIT: the sum of both directions
  'gen_ai.cost.', // LiteLLM: the parts of the total that is read
  'gen_ai.request.max_tokens', // a parameter
  'gen_ai.server.time_per_output_token', // a speed
  'gen_ai.usage.details.audio_tokens', // Pydantic AI: none in a recording, and it does not say of which direction
  'gen_ai.usage.details.cache_read_tokens', // gen_ai.usage.cache_read.input_tokens says it too
  'langfuse.observation.status_message', // why a call failed; it stands among the attributes
  'langsmith.metadata.model', // gen_ai.request.model says it too
  'langsmith.trace.session_name', // what LangSmith calls a project
  'llm.openai.', // LiteLLM: the request once more
  'llm.output_messages.N.message.contents.N.message_content.id', // of an item of the answer, which no later call names
  'mlflow.message.format', // which SDK's shape the messages have
  'pydantic_ai.cache.established_tokens', // Pydantic AI: what earlier calls wrote to the cache
  'pydantic_ai.new_message_index', // where an agent's new messages begin
];

function isKnownUnread(key: string): boolean {
  return KNOWN_UNREAD.some((name) => (name.endsWith('.') ? key.startsWith(name) : key === name));
}
