/** Which id is the session, in the order of precedence, and which never is. */
import { describe, expect, it } from 'vitest';

import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import { SESSION_KEYS } from '../../../collector/vocabularies/session-keys.ts';
import { buildContext, type Attributes } from './span-context.ts';

const session = (attributes: Attributes, resource: Attributes = {}) =>
  mapSpan(buildContext({ attributes, resource })).sessionKey;

describe('the session key', () => {
  it.each(SESSION_KEYS.map((key, rank) => [key, rank] as const))('%s has rank %i', (key, rank) => {
    expect(session({ [key]: ' the-id ' })).toEqual({ id: 'the-id', rank });
  });

  it.each(SESSION_KEYS.slice(1).map((key, index) => [SESSION_KEYS[index] ?? '', key] as const))(
    '%s goes before %s',
    (before, after) => {
      expect(session({ [after]: 'later', [before]: 'sooner' })?.id).toBe('sooner');
    },
  );

  it('may stand in the JSON of metadata, after every key of its own', () => {
    const metadata = JSON.stringify({ thread_id: 't', conversation_id: 'c' });
    expect(session({ metadata })).toEqual({ id: 't', rank: SESSION_KEYS.length + 1 });
    expect(session({ metadata, 'conversation.id': 'own' })?.id).toBe('own');
  });

  it('may stand on the resource, last of all', () => {
    expect(session({}, { 'session.id': 'r' })?.id).toBe('r');
    expect(session({ 'claude.code.session_id': 'c' }, { 'session.id': 'r' })?.id).toBe('c');
  });

  it.each<[string, Attributes, Attributes?]>([
    ['of an MCP connection', { 'mcp.session.id': 'm' }],
    ['of a visit a browser counts', { 'session.id': 'v' }, { 'telemetry.sdk.language': 'webjs' }],
    ['that is empty', { 'session.id': '  ' }],
    ['that is a missing value written out', { 'session.id': 'None' }],
    ['that was redacted', { 'session.id': '[REDACTED]' }],
    ['that is a list', { 'session.id': ['a'] }],
  ])('is never one %s', (_, attributes, resource = {}) => {
    expect(session(attributes, resource)).toBeNull();
  });

  it('is the beginning and a hash of one that is too long, so that two stay two', () => {
    const [one, other] = ['1', '2'].map((end) => session({ 'session.id': 'x'.repeat(2000) + end })?.id ?? '');
    expect(one).toMatch(/^x+…[0-9a-f]{16}$/);
    expect(one).toHaveLength(200);
    expect(other).not.toBe(one);
  });

  it('is a text even where a number was sent', () => {
    expect(session({ 'session.id': 42 })?.id).toBe('42');
    expect(session({ 'session.id': 42n })?.id).toBe('42');
  });
});

describe('the conversation', () => {
  const conversation = (attributes: Attributes) => mapSpan(buildContext({ attributes })).conversationId;

  it('is kept where the session is another', () => {
    expect(conversation({ 'session.id': 's', 'gen_ai.conversation.id': 'c' })).toBe('c');
  });

  it('is not repeated where it is the session', () => {
    expect(conversation({ 'gen_ai.conversation.id': 'c' })).toBeNull();
    expect(conversation({ 'session.id': 'c', 'gen_ai.conversation.id': 'c' })).toBeNull();
  });
});

describe('the user', () => {
  it.each<[string | null, Attributes]>([
    ['u', { 'user.id': 'u', 'enduser.id': 'e' }],
    ['e', { 'enduser.id': 'e', 'llm.user': 'l' }],
    ['t', { 'traceloop.association.properties.user_id': 't' }],
    ['l', { 'llm.user': 'l' }],
    ['m', { metadata: '{"user_id":"m"}' }],
    [null, { 'user.email': 'someone@example.test' }],
    [null, { 'user.id': 'undefined' }],
  ])('is %s for %j', (user, attributes) => {
    expect(mapSpan(buildContext({ attributes })).userId).toBe(user);
  });
});
