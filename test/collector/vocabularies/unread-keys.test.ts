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
        (key) => /token|message|content|session|conversation|\.model$|finish|cost/.test(key) && !KNOWN_UNREAD.has(key),
      );
      expect(telling).toEqual([]);
    },
  );
});

/** Why nothing is lost. */
const KNOWN_UNREAD: ReadonlySet<string> = new Set([
  'anthropic.usage.cache_creation.ephemeral_5m_input_tokens', // what was written and not for an hour
  'gen_ai.request.max_tokens', // a parameter
  'langfuse.observation.status_message', // why a call failed; it stands among the attributes
]);
