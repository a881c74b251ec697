/**
 * Random conversations as agents have them: every call resends the history, which grows, is edited, compacted to a summary,
 * begun anew, or written in another way; with tool results, images, and texts that no one would wish for.
 */
import * as fc from 'fast-check';

/** One model call: the attributes of its span, in the order in which they are sent. */
export interface Call {
  readonly session: number;
  readonly attributes: readonly (readonly [key: string, value: string])[];
}

const words = fc.constantFrom(
  'flight',
  'refund',
  'Ghent',
  'ünïcode',
  '日本',
  '𝒻lag',
  'a\u0000b',
  '__proto__',
  '</script>',
);
const text = fc.oneof(
  fc.array(words, { maxLength: 120 }).map((list) => list.join(' ')),
  fc.string({ unit: 'binary', maxLength: 700 }),
  fc.constantFrom('', 'ok', '\ud800 alone', '"]}],[{"', '\\'.repeat(9), 'x'.repeat(70_000)),
);
const image = fc
  .uint8Array({ minLength: 300, maxLength: 2000 })
  .map((bytes) => ({ type: 'blob', mime_type: 'image/png', content: Buffer.from(bytes).toString('base64') }));
const message = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      role: fc.constantFrom('user', 'assistant', 'system'),
      parts: fc.array(
        fc.oneof(
          text.map((content) => ({ type: 'text', content })),
          image,
        ),
        { maxLength: 3 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      role: fc.constant('tool'),
      parts: fc.tuple(text.map((response) => ({ type: 'tool_call_response', id: 'call_1', response }))),
    }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

type Turn =
  | { readonly type: 'append' | 'compact' | 'restart'; readonly messages: readonly unknown[] }
  | { readonly type: 'edit'; readonly at: number; readonly message: unknown }
  | { readonly type: 'again' };

const turn: fc.Arbitrary<Turn> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .array(message, { minLength: 1, maxLength: 3 })
      .map((messages) => ({ type: 'append' as const, messages })),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(message, { minLength: 1, maxLength: 1 })
      .map((messages) => ({ type: 'compact' as const, messages })),
  },
  {
    weight: 1,
    arbitrary: fc.array(message, { maxLength: 2 }).map((messages) => ({ type: 'restart' as const, messages })),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('edit' as const), at: fc.nat(30), message }) },
  { weight: 1, arbitrary: fc.constant({ type: 'again' as const }) },
);

const step = fc.record({
  session: fc.nat(2),
  turn,
  indent: fc.constantFrom(undefined, undefined, undefined, 1),
  answer: text,
  prompt: fc.nat(1),
});

/** Calls of up to three interleaved conversations, in the order in which they happened. */
export const arbitraryCalls: fc.Arbitrary<readonly Call[]> = fc
  .array(step, { minLength: 2, maxLength: 24 })
  .map((steps) => {
    const histories = new Map<number, readonly unknown[]>();
    return steps.map(({ session, turn, indent, answer, prompt }) => {
      const history = play(histories.get(session) ?? [], turn);
      histories.set(session, history);
      return {
        session,
        attributes: [
          ['gen_ai.operation.name', 'chat'],
          ['gen_ai.system_instructions', `You are careful. ${'Think first. '.repeat(40 + prompt)}`],
          ['gen_ai.input.messages', JSON.stringify(history, null, indent)],
          [
            'gen_ai.output.messages',
            JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: answer }] }]),
          ],
          ['constructor', answer],
        ],
      };
    });
  });

function play(history: readonly unknown[], turn: Turn): readonly unknown[] {
  switch (turn.type) {
    case 'append':
      return [...history, ...turn.messages];
    case 'compact':
      return [...turn.messages, ...history.slice(-2)];
    case 'restart':
      return turn.messages;
    case 'edit':
      return history.map((message, at) => (at === turn.at % Math.max(1, history.length) ? turn.message : message));
    default:
      return history;
  }
}
