/**
 * Every text of a completed session with its place: what instructs the model, what people, models and tools said, what tools
 * were called with and answered. A text in a structure is told with the name that it has there, because `ssn: 123` says more
 * than `123`. Frames (agents, workflows) come last: what they repeat of calls has its place at the call.
 */
import type { Message, MessagePart, SpanContents } from '../../collector/model/message.ts';
import type { CompletedSession, CompletedSpan } from '../processor.ts';

export const PLACES = [
  'system_prompt',
  'user_message',
  'assistant_message',
  'tool_input',
  'tool_result',
  'tool_definition',
] as const;
export type Place = (typeof PLACES)[number];

export interface SessionText {
  /** The name and a colon before it, where it has a name. */
  readonly text: string;
  /** How many characters of `text` are not the value's own. */
  readonly nameLength: number;
  readonly place: Place;
  readonly span: CompletedSpan['span'];
  /**
   * The attribute of the conventions, then positions: of the message, of its part, and in structures of members in order.
   * Never names in structures: those are the sender's, and may be somebody's address.
   */
  readonly field: readonly (string | number)[];
}

export interface SessionWalk {
  readonly onText: (text: SessionText) => void;
  /** An image or another file: nothing to read. */
  readonly onMedia: () => void;
  /** A structure that is nested deeper than is read. */
  readonly onTooDeep: () => void;
}

/** What JSON of tools nests is a dozen. */
const DEPTH_MAX = 64;
/** Longer names of members are read alone, and not again with each value. */
const NAME_LENGTH_MAX = 100;

export function walkTexts({ spans }: CompletedSession, walk: SessionWalk): void {
  const told = spans.flatMap(({ span, contents }) => (contents === null ? [] : [{ span, contents }]));
  const isFrame = ({ span }: Told): boolean => span.kind === 'agent' || span.kind === 'workflow';
  // Messages of a growing conversation are the same objects in every call.
  const seen = new WeakSet<Message>();
  for (const one of told) if (!isFrame(one)) walkSpan(one, walk, seen);
  for (const one of told) if (isFrame(one)) walkSpan(one, walk, seen);
}

interface Told {
  readonly span: CompletedSpan['span'];
  readonly contents: SpanContents;
}

type Spot = Pick<SessionText, 'place' | 'span' | 'field'>;

function walkSpan({ span, contents }: Told, walk: SessionWalk, seen: WeakSet<Message>): void {
  const { system, input, output, tool_definitions: tools } = contents;
  walkParts(system, { place: 'system_prompt', span, field: ['gen_ai.system_instructions'] }, walk);
  for (const [list, key] of [
    [input, 'gen_ai.input.messages'],
    [output, 'gen_ai.output.messages'],
  ] as const) {
    for (const [at, message] of list.entries()) {
      if (seen.has(message)) continue;
      seen.add(message);
      const field = [key, at];
      if (message.name !== null) say(message.name, 'name', { place: placeOf(message.role), span, field }, walk);
      walkParts(message.parts, { place: placeOf(message.role), span, field }, walk);
    }
  }
  for (const [at, { description }] of tools.entries()) {
    if (description === null) continue;
    say(description, null, { place: 'tool_definition', span, field: ['gen_ai.tool.definitions', at] }, walk);
  }
  const isTool = span.kind === 'tool' || span.kind === 'mcp';
  const asked: Spot = { place: isTool ? 'tool_input' : 'user_message', span, field: ['gen_ai.tool.call.arguments'] };
  walkValue(contents.arguments, null, asked, walk);
  const answered: Spot = {
    place: isTool ? 'tool_result' : 'assistant_message',
    span,
    field: ['gen_ai.tool.call.result'],
  };
  walkValue(contents.result, null, answered, walk);
}

function placeOf(role: string): Place {
  if (role === 'system' || role === 'developer') return 'system_prompt';
  if (role === 'assistant' || role === 'model') return 'assistant_message';
  return role === 'tool' || role === 'function' ? 'tool_result' : 'user_message';
}

function walkParts(parts: readonly MessagePart[], spot: Spot, walk: SessionWalk): void {
  for (const [at, part] of parts.entries()) {
    const own = { ...spot, field: [...spot.field, at] };
    if (part.type === 'text' || part.type === 'reasoning') say(part.content, null, own, walk);
    else if (part.type === 'tool_call') walkValue(part.arguments, null, { ...own, place: 'tool_input' }, walk);
    else if (part.type === 'tool_call_response') {
      walkValue(part.response, null, { ...own, place: 'tool_result' }, walk);
    } else if (part.type === 'media') {
      walk.onMedia();
      // An address may tell of a person or carry a key; an image in it is no text.
      if (part.uri !== null && !part.uri.startsWith('data:')) say(part.uri, null, own, walk);
    } else walkValue(part.value, null, own, walk);
  }
}

function walkValue(value: unknown, name: string | null, spot: Spot, walk: SessionWalk): void {
  if (typeof value === 'string') say(value, name, spot, walk);
  // Shorter ones are no number of a person or an account.
  else if (typeof value === 'number' || typeof value === 'bigint') {
    if (Math.abs(Number(value)) >= 1e6) say(String(value), name, spot, walk);
  } else if (typeof value === 'object' && value !== null) {
    if (spot.field.length > DEPTH_MAX) {
      walk.onTooDeep();
      return;
    }
    const members: readonly (readonly [string | null, unknown])[] = Array.isArray(value)
      ? value.map((one: unknown) => [name, one] as const)
      : Object.entries(value);
    for (const [at, [key, one]] of members.entries()) {
      const own = { ...spot, field: [...spot.field, at] };
      const isNameOfMember = key !== null && !Array.isArray(value);
      const isStructure = typeof one === 'object' && one !== null;
      const isLong = key !== null && key.length > NAME_LENGTH_MAX;
      if (isNameOfMember && (isStructure || isLong)) walk.onText({ ...own, text: key, nameLength: key.length });
      walkValue(one, isLong ? null : key, own, walk);
    }
  }
}

function say(text: string, name: string | null, spot: Spot, walk: SessionWalk): void {
  if (text === '') return;
  const before = name === null ? '' : `${name}: `;
  walk.onText({ ...spot, text: before + text, nameLength: before.length });
}
