/**
 * What a span says besides its numbers, from the dialect that says it best. Read when somebody looks, never on the way in.
 * System messages at the head of the input are its system prompt; later ones are part of the conversation and stay there.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Message, SpanContents } from '../model/message.ts';
import { firstPlain } from './gen-ai-contents.ts';
import { vocabularies } from './index.ts';
import type { SpanInContext } from './vocabulary.ts';

export function readContents(context: SpanInContext): SpanContents {
  let contents = NO_CONTENTS;
  if (context.own !== undefined) contents = fill(contents, context.own.readContents(context));
  for (const vocabulary of vocabularies) contents = fill(contents, vocabulary.readContents(context));
  for (const vocabulary of vocabularies) contents = fill(contents, vocabulary.readLooseContents(context));
  return liftSystem(fill(contents, readBare(context)));
}

/** The input alone, up to the first dialect that has one, system messages still among it: a third of the time. */
export function readInput(context: SpanInContext): readonly Message[] {
  const ownInput = context.own?.readContents(context).input ?? [];
  if (ownInput.length > 0) return ownInput;
  for (const vocabulary of vocabularies) {
    const { input = [] } = vocabulary.readContents(context);
    if (input.length > 0) return input;
  }
  for (const vocabulary of vocabularies) {
    const { input = [] } = vocabulary.readLooseContents(context);
    if (input.length > 0) return input;
  }
  return [];
}

const NO_CONTENTS: SpanContents = {
  system: [],
  input: [],
  output: [],
  tool_definitions: [],
  arguments: null,
  result: null,
};

function fill(contents: SpanContents, more: Partial<SpanContents>): SpanContents {
  return {
    system: contents.system.length > 0 ? contents.system : (more.system ?? []),
    input: contents.input.length > 0 ? contents.input : (more.input ?? []),
    output: contents.output.length > 0 ? contents.output : (more.output ?? []),
    tool_definitions: contents.tool_definitions.length > 0 ? contents.tool_definitions : (more.tool_definitions ?? []),
    arguments: contents.arguments ?? more.arguments ?? null,
    result: contents.result ?? more.result ?? null,
  };
}

/** What hand-written spans use; last, because the names say nothing. */
function readBare({ span }: SpanInContext): Partial<SpanContents> {
  return { arguments: firstPlain(span.attributes, INPUT_KEYS), result: firstPlain(span.attributes, OUTPUT_KEYS) };
}

const INPUT_KEYS: readonly string[] = ['traceloop.entity.input', 'input'];
const OUTPUT_KEYS: readonly string[] = ['traceloop.entity.output', 'output'];

function liftSystem(contents: SpanContents): SpanContents {
  const first = contents.input.findIndex(({ role }: Message) => role !== 'system');
  const head = first === -1 ? contents.input : contents.input.slice(0, first);
  if (head.length === 0) return contents;
  if (contents.system.length > 0) {
    // Instructions beside the messages and again among them are said once (instrumentation-openai 0.22, Responses API).
    const isRepeated = isDeepStrictEqual(
      contents.system,
      head.flatMap(({ parts }) => parts),
    );
    return isRepeated ? { ...contents, input: contents.input.slice(head.length) } : contents;
  }
  return { ...contents, system: head.flatMap(({ parts }) => parts), input: contents.input.slice(head.length) };
}
