/** What ties a call to others is what was said, not how it was written down. */
import { describe, expect, it } from 'vitest';

import type { MessagePart, SpanContents } from '../../../collector/model/message.ts';
import { buildChainCall } from '../../../collector/sessions/chain-call.ts';
import { isDistinctiveId } from '../../../collector/sessions/distinctive-id.ts';
import { toMessages } from '../../../collector/vocabularies/parse-messages.ts';

const text = (role: string, content: string): object => ({ role, parts: [{ type: 'text', content }] });

function build(
  input: readonly object[],
  output: readonly object[],
  facts: { speaker?: string; previous?: string } = {},
) {
  const contents: SpanContents = {
    system: [],
    input: toMessages(input, 'user'),
    output: toMessages(output, 'assistant'),
    tool_definitions: [],
    arguments: null,
    result: null,
  };
  const { speaker = 'desk', previous = null } = facts;
  return buildChainCall(
    contents,
    { spanId: 'a', startMs: 0, speaker, responseId: null, previousResponseId: previous },
    true,
  );
}

const HI = text('user', 'Hi');
const CALL = { id: 'call_8fK2mQ9xLw', type: 'function', function: { name: 'look', arguments: '{"city": "Ghent"}' } };
const calling: MessagePart = { type: 'tool_call', id: CALL.id, name: 'look', arguments: { city: 'Ghent' } };

describe('buildChainCall', () => {
  it.each<[string, readonly object[], readonly object[]]>([
    ['an answer as it was received', [text('assistant', 'Hello!')], [text('assistant', 'Hello!')]],
    [
      'an answer in the shape of OpenAI, and of the conventions',
      [{ role: 'assistant', parts: [{ type: 'text', content: 'I look.' }, calling] }],
      [{ role: 'assistant', content: 'I look.', tool_calls: [CALL] }],
    ],
    [
      'an answer in one message, and in several',
      [{ role: 'assistant', parts: [{ type: 'text', content: 'I look.' }, calling] }],
      [text('assistant', 'I look.'), { role: 'assistant', parts: [calling] }],
    ],
    [
      'an answer with its reasoning, and without',
      [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'hm' },
            { type: 'text', content: 'Hello!' },
          ],
        },
      ],
      [text('assistant', 'Hello!')],
    ],
    ['line ends of another system', [text('assistant', 'a\r\nb ')], [text('assistant', 'a\nb')]],
  ])('knows %s', (_what, received, sentBack) => {
    const { ends } = build([HI], received);
    const next = build([text('system', 'Now it is 10.'), HI, ...sentBack, text('user', 'one')], []);
    expect(ends).toHaveLength(1);
    expect(next.continues).toBe(ends[0]);
    expect(next.wants.map(({ key }) => key)).toContain(ends[0]);
  });

  it('wants nothing for a first turn, whoever says it', () => {
    expect(build([HI], [text('assistant', 'Hello!')])).toMatchObject({ continues: null, wants: [] });
  });

  it('tells services apart', () => {
    expect(build([HI], [text('assistant', 'Hello!')], { speaker: 'other' }).ends).not.toEqual(
      build([HI], [text('assistant', 'Hello!')]).ends,
    );
  });

  it('offers each alternative answer for itself', () => {
    const alternatives = ['Hello!', 'Good day!'].map((words) => ({
      ...text('assistant', words),
      finish_reason: 'stop',
    }));
    const { ends } = build([HI], alternatives);
    expect(ends).toEqual(alternatives.map((one) => build([HI], [one]).ends[0]));
  });

  it('wants the response it names first, then the newest tool call, then the histories from the longest', () => {
    const sent = [HI, text('assistant', 'Hello!'), text('user', 'go'), { role: 'assistant', parts: [calling] }];
    const { wants } = build(
      [...sent, { role: 'tool', parts: [{ type: 'tool_call_response', id: CALL.id, response: '1' }] }],
      [],
      {
        previous: 'resp_1',
      },
    );
    const first = build([HI], [text('assistant', 'Hello!')]);
    const second = build(sent.slice(0, 3), sent.slice(3));
    expect(wants.map(({ by }) => by)).toEqual(['response_chain', 'history', 'history', 'history']);
    expect(wants.slice(1).map(({ key }) => key)).toEqual([...second.names, ...second.ends, ...first.ends]);
  });

  it('says nothing where contents are not captured', () => {
    expect(build([], [text('assistant', 'Hello!')])).toMatchObject({ ends: [], wants: [], continues: null });
  });
});

describe('isDistinctiveId', () => {
  it.each([
    ['call_8fK2mQ9xLwZq81LmPo4eTtYv', true],
    ['toolu_01A09q90qw90lq917835lq9', true],
    ['D681PevKs', true],
    ['chatcmpl-tool-0d9f7c1e2b3a4c5d', true],
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', true],
    ['call_0', false],
    ['functions.search:0', false],
    ['call_get_weather', false],
    ['call_12345678', false],
    ['a1b2c3', false],
    ['', false],
  ])('%s: %s', (id, expected) => expect(isDistinctiveId(id)).toBe(expected));
});
