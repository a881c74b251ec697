/**
 * The traces of other frameworks in the development data: what we read of each observation beside what a peer read of it.
 * The peer moved some contents out of the attributes into fields of its own; there the moved text is read as its own dialect
 * would carry it. Its reading is a second opinion, not the truth.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AttributeValue } from '../../../collector/model/attributes.ts';
import type { Message, MessagePart } from '../../../collector/model/message.ts';
import { isObject } from '../../../collector/vocabularies/parse-json.ts';
import { toMessages } from '../../../collector/vocabularies/parse-messages.ts';
import { readContents } from '../../../collector/vocabularies/read-contents.ts';
import { buildContext, type Attributes } from './span-context.ts';

export interface Comparison {
  readonly trace: string;
  readonly observation: string;
  readonly side: Side;
  readonly ours: readonly string[];
  /** Null where the peer could not read it; then there is something to be read, and what we make of it counts. */
  readonly theirs: readonly string[] | null;
}

type Side = 'input' | 'output';

interface Observation {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly metadata: unknown;
}

interface PeerSide {
  readonly success: boolean;
  readonly data?: readonly PeerMessage[];
}

type PeerMessage = Readonly<Record<string, unknown>>;

/** One comparison for each side of an observation that carries attributes and that the peer could read. */
export function compareFrameworkTraces(folder: string): readonly Comparison[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.trace.json'))
    .flatMap((file) => {
      const name = file.slice(0, -'.trace.json'.length);
      const { observations } = readJson(join(folder, file)) as { observations: readonly Observation[] };
      const peer = readJson(join(folder, `${name}.chatml.json`)) as Record<string, Partial<Record<Side, PeerSide>>>;
      return observations.flatMap((observation) => compareObservation(name, observation, peer[observation.id] ?? {}));
    });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function compareObservation(
  trace: string,
  observation: Observation,
  peer: Partial<Record<Side, PeerSide>>,
): readonly Comparison[] {
  const metadata = readMetadata(observation.metadata);
  const attributes = metadata.attributes ?? {};
  return (['input', 'output'] as const).flatMap((side) => {
    const read = peer[side];
    const said = readSide({ observation, attributes, scope: metadata.scope?.name ?? '' }, side).flatMap(sayMessage);
    const theirs = read?.success === true ? (read.data ?? []).flatMap(sayPeer) : null;
    // Where neither reads anything and nothing was said, there is nothing to compare.
    if (theirs === null && isNothing(observation[side])) return [];
    return [{ trace, observation: observation.name, side, ours: said, theirs }];
  });
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || JSON.stringify(value) === '{}' || value === '{}';
}

/** Why the two differ, where the peer's way of showing is the reason; null where it is not, or where they are the same. */
export function explainDifference({ ours, theirs }: Comparison): Reason | null {
  if (theirs === null) return ours.length > 0 ? 'peer reads nothing' : null;
  if (theirs.length === 0 && ours.length > 0) return 'peer shows nothing';
  const [only] = theirs;
  if (theirs.length === 1 && only?.startsWith('data {"output":') === true && ours.length > 0)
    return 'peer shows wrapping';
  const withoutInstructions = ours.filter((said) => !said.startsWith('system: '));
  return isSame(withoutInstructions, theirs) ? 'peer leaves out instructions' : null;
}

export type Reason =
  | 'peer reads nothing'
  | 'peer shows nothing'
  | 'peer shows wrapping'
  | 'peer leaves out instructions';

export function isSame(ours: readonly string[], theirs: readonly string[] | null): boolean {
  return theirs !== null && JSON.stringify(ours.flatMap(unlist)) === JSON.stringify(theirs.flatMap(unlist));
}

/** Data that is a list: the peer shows its members one by one. */
function unlist(said: string): readonly string[] {
  if (!said.startsWith('data [')) return [said];
  const members = JSON.parse(said.slice('data '.length)) as readonly unknown[];
  return members.map((member) => `data ${canonical(member)}`);
}

interface Metadata {
  readonly attributes?: Attributes;
  readonly scope?: { readonly name?: string };
}

function readMetadata(value: unknown): Metadata {
  return (typeof value === 'string' ? JSON.parse(value) : (value ?? {})) as Metadata;
}

interface Carried {
  readonly observation: Observation;
  readonly attributes: Attributes;
  readonly scope: string;
}

function readSide(carried: Carried, side: Side): readonly Message[] {
  const { attributes, scope, observation } = carried;
  const found = sideOf(readContents(buildContext({ name: observation.name, scope, attributes })), side);
  if (found.length > 0) return found;
  const moved = {
    'langfuse.observation.type': 'generation',
    'langfuse.observation.input': asAttribute(observation.input),
    'langfuse.observation.output': asAttribute(observation.output),
  };
  return sideOf(readContents(buildContext({ attributes: moved })), side);
}

function asAttribute(value: unknown): AttributeValue {
  return typeof value === 'string' ? value : value === null || value === undefined ? null : JSON.stringify(value);
}

function sideOf(contents: ReturnType<typeof readContents>, side: Side): readonly Message[] {
  if (side === 'output') {
    return contents.output.length > 0 ? contents.output : toMessages(contents.result, 'assistant');
  }
  // Instructions alone are no input: the messages were moved away from beside them.
  if (contents.input.length === 0) return toMessages(contents.arguments, 'user');
  const system: Message[] =
    contents.system.length === 0 ? [] : [{ role: 'system', name: null, parts: contents.system, finish_reason: null }];
  return [...system, ...contents.input];
}

function sayMessage({ role, parts }: Message): readonly string[] {
  return parts.flatMap((part) => sayPart(role, part));
}

function sayPart(role: string, part: MessagePart): readonly string[] {
  switch (part.type) {
    case 'text':
      return [say(role, part.content)];
    case 'tool_call':
      return [`assistant calls ${part.name} ${canonical(part.arguments)}`];
    case 'tool_call_response':
      return [say('tool', part.response)];
    case 'media':
      return [`${role} shows ${part.modality}`];
    case 'reasoning':
      return [];
    default:
      return [say(role, part.value)];
  }
}

/** A text that is JSON is what it says; who said it does not matter then, because the peer often names nobody. */
function say(role: string, given: unknown): string {
  const text = canonical(given);
  return text.startsWith('{') || text.startsWith('[') ? `data ${text}` : `${role}: ${text}`;
}

function sayPeer(message: PeerMessage): readonly string[] {
  const named = typeof message['role'] === 'string' ? message['role'] : 'assistant';
  const role = PEER_ROLES.get(named) ?? named;
  const said = sayContent(role, message['content']);
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'].flatMap(sayPeerCall) : [];
  const all = [...said, ...calls];
  return all.length === 0 && message['json'] !== undefined ? sayPeerPart(role, message['json']) : all;
}

function sayPeerCall(call: PeerMessage): readonly string[] {
  const inner = isObject(call['function']) ? call['function'] : call;
  return [`assistant calls ${String(inner['name'])} ${canonical(inner['arguments'] ?? inner['input'])}`];
}

/** The peer shows parts that it does not know as the JSON they came in: the same words in another wrapping. */
function sayPeerPart(role: string, part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap((one: unknown) => sayPeerPart(role, one));
  if (!isObject(part)) return [say(role, part)];
  if (part['type'] === 'tool_use' || isObject(part['function'])) return sayPeerCall(part);
  if (isObject(part['message'])) return sayPeer(part['message']);
  const text = part['text'] ?? part['content'];
  return [say(role, text ?? part)];
}

const PEER_ROLES: ReadonlyMap<string, string> = new Map([
  ['model', 'assistant'],
  ['developer', 'system'],
]);

function sayContent(role: string, content: unknown): readonly string[] {
  if (content === undefined || content === null || content === '') return [];
  const parsed: unknown = typeof content === 'string' && content.startsWith('[{') ? JSON.parse(content) : content;
  return sayPeerPart(role, parsed);
}

function canonical(value: unknown): string {
  let plain = value;
  if (typeof value === 'string') {
    try {
      plain = JSON.parse(value);
    } catch {
      return value.trim();
    }
    if (typeof plain !== 'object' || plain === null) return value.trim();
  }
  return JSON.stringify(plain, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
