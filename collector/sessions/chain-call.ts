/**
 * What of one model call can tie it to others: the history it sent, what it received, the ids it named. Kept as keys, 64 bits
 * of a hash each, never as text. Equal keys mean that the same was said in the same order to the same service.
 */
import { hash } from 'node:crypto';

import type { Message, MessagePart, SpanContents } from '../model/message.ts';
import { canonicalText } from '../store/canonical-text.ts';
import { isDistinctiveId } from './distinctive-id.ts';

export interface ChainCall {
  readonly spanId: string;
  readonly startMs: number;
  /** Of the whole conversation with this call's answer, one for each answer it got. */
  readonly ends: readonly string[];
  /** Of the ids that this call gave out: its response's, and those of the tools it called. */
  readonly names: readonly string[];
  /** Of the history up to its last answer by a model; null for a first turn. */
  readonly continues: string | null;
  /** What it continues, most telling first. */
  readonly wants: readonly ChainWant[];
  /** Whether the span itself held the contents, and not log records. */
  readonly own: boolean;
}

export interface ChainWant {
  readonly key: string;
  readonly by: LinkKind;
}

export type LinkKind = 'response_chain' | 'history';

export interface CallFacts {
  readonly spanId: string;
  readonly startMs: number;
  /** The service, else the agent: histories of different ones are never compared. */
  readonly speaker: string;
  readonly responseId: string | null;
  readonly previousResponseId: string | null;
}

/**
 * Answers of the history that an earlier call may end with, newest first: the newest is enough where every call was recorded,
 * the others find the way around calls that were lost, edited or cut off.
 */
const ANSWERS_MAX = 16;
const TOOL_CALLS_MAX = 8;

export function buildChainCall(contents: SpanContents, facts: CallFacts, own: boolean): ChainCall {
  const sent = toUtterances(contents.input);
  const answers = splitAnswers(contents.output).map(toUtterances);
  const { key: sentKey, answered } = foldHistory(hashOf('speaker', facts.speaker), sent);
  const heard = sent.length === 0 ? [] : answers.filter((answer) => answer.length > 0);
  const [newest, ...older] = toolIdsOf(sent).toReversed().slice(0, TOOL_CALLS_MAX);
  return {
    spanId: facts.spanId,
    startMs: facts.startMs,
    ends: heard.map((answer) => shorten(foldHistory(sentKey, answer).key)),
    names: [
      ...(facts.responseId === null ? [] : [nameKey('response', facts.responseId)]),
      ...toolIdsOf(answers.flat()).map((id) => nameKey('tool', id)),
    ],
    continues: answered.at(-1) ?? null,
    wants: [
      ...(facts.previousResponseId === null
        ? []
        : [{ key: nameKey('response', facts.previousResponseId), by: 'response_chain' as const }]),
      ...(newest === undefined ? [] : [toWant(nameKey('tool', newest))]),
      ...answered.toReversed().slice(0, ANSWERS_MAX).map(toWant),
      ...older.map((id) => toWant(nameKey('tool', id))),
    ],
    own,
  };
}

function toWant(key: string): ChainWant {
  return { key, by: 'history' };
}

/** One thing that was said. Parts and not messages: SDKs cut one answer into messages differently when they send it back. */
interface Utterance {
  readonly role: string;
  readonly text: string;
  /** Of a tool call or its answer. */
  readonly toolId: string | null;
}

/** System messages are left out: they change with the hour and the user. So is reasoning, which is often not sent back. */
function toUtterances(messages: readonly Message[]): readonly Utterance[] {
  return messages
    .filter(({ role }) => role !== 'system')
    .flatMap(({ role, parts }) => parts.map((part) => toUtterance(part, role)))
    .filter(({ text }) => text !== '');
}

function toUtterance(part: MessagePart, role: string): Utterance {
  switch (part.type) {
    case 'text':
      return { role, text: canonicalText(part.content), toolId: null };
    case 'tool_call':
      return { role: 'assistant', text: `${part.name}(${toJson(part.arguments)})`, toolId: part.id };
    case 'tool_call_response':
      return { role: 'tool', text: canonicalText(textOf(part.response)), toolId: part.id };
    case 'media':
      return { role, text: part.uri ?? '', toolId: null };
    default:
      return { role, text: '', toolId: null };
  }
}

function textOf(response: unknown): string {
  return typeof response === 'string' ? response : toJson(response);
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** Several messages that each have an end of their own are alternatives (`n` of a request), else they are one answer. */
function splitAnswers(output: readonly Message[]): readonly (readonly Message[])[] {
  const finished = output.filter(({ finish_reason: reason }) => reason !== null).length;
  return finished > 1 && finished === output.length ? output.map((message) => [message]) : [output];
}

function toolIdsOf(utterances: readonly Utterance[]): readonly string[] {
  return [...new Set(utterances.flatMap(({ toolId }) => (toolId !== null && isDistinctiveId(toolId) ? [toolId] : [])))];
}

interface History {
  readonly key: string;
  /** The keys after each answer by a model, oldest first. */
  readonly answered: readonly string[];
}

function foldHistory(begin: string, utterances: readonly Utterance[]): History {
  const answered: string[] = [];
  let key = begin;
  for (const [index, { role, text }] of utterances.entries()) {
    key = hashOf(key, `${role}\n${text}`);
    if (role === 'assistant' && utterances[index + 1]?.role !== 'assistant') answered.push(shorten(key));
  }
  return { key, answered };
}

function nameKey(kind: 'response' | 'tool', id: string): string {
  return shorten(hashOf(kind, id));
}

function hashOf(before: string, text: string): string {
  return hash('sha256', `${before}\n${text}`, 'hex');
}

/** 64 bits: among a million keys two are equal by chance once in 37 million stores. */
function shorten(key: string): string {
  return key.slice(0, 16);
}
