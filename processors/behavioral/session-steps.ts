/**
 * Makes the steps of a session from what was told of it: one tool call is one step however often it was told, and what
 * was asked for in one turn is ordered by name, because the order of parallel calls carries no meaning.
 */
import { describeArguments } from './argument-shape.ts';
import { compareText } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import { toMeasure } from './measure.ts';
import { findProvenance } from './provenance.ts';
import type { SessionTrace, SpanPlace, TraceRecord } from './session-trace.ts';
import { toStepName } from './step-name.ts';
import { createTextIndex } from './text-index.ts';

export interface SessionStep {
  readonly name: string;
  readonly failed: boolean;
  /** See `PROVENANCE_LETTERS`. */
  readonly provenance: number;
  readonly shape: string;
  readonly resultCharacters: number;
  readonly durationMs: number | null;
  readonly turn: number | null;
  /** The span that executed it; else the first that tells of it. */
  readonly place: SpanPlace | null;
}

/** What was not read, and why a number may be too small. */
export interface ReadingLimits {
  readonly stepsLeftOut: number;
  readonly charactersLeftOut: number;
  readonly searchesLeftOut: number;
  /** Results that belong to no call: the call was not captured, or its id is another's. */
  readonly resultsUnmatched: number;
}

export function buildSteps(
  { records }: Pick<SessionTrace, 'records'>,
  config: BehavioralConfig,
): { readonly steps: readonly SessionStep[]; readonly limits: ReadingLimits } {
  const newIndex = () =>
    createTextIndex({ charactersMax: config.text_characters_max, stepsMax: config.search_steps_max });
  const texts = { said: newIndex(), results: newIndex() };
  const toldTexts = new Set<string>();
  const drafts = new Drafts(config.steps_max);
  let resultsUnmatched = 0;
  let turn: number | null = null;
  // Results become known when their turn is over: parallel calls do not read each other's.
  let unread: string[] = [];
  const readResults = (): void => {
    for (const text of unread) texts.results.append(text);
    unread = [];
  };
  const learn = (draft: Draft, record: { arguments?: unknown; result?: unknown }): void => {
    if (!draft.hasArguments && isTold(record.arguments)) {
      const args = parseArguments(record.arguments);
      draft.hasArguments = true;
      draft.provenance = findProvenance(args, texts);
      draft.shape = describeArguments(args);
    }
    if (!draft.hasResult && isTold(record.result)) {
      const text = toText(record.result);
      draft.hasResult = true;
      draft.resultCharacters = text.length;
      unread.push(text);
    }
  };

  for (const record of records) {
    if (record.type === 'text') {
      if (toldTexts.has(record.text)) continue;
      toldTexts.add(record.text);
      texts.said.append(record.text);
      continue;
    }
    if (record.type === 'tool_answered') {
      const draft = drafts.findAnswered(record);
      if (draft === undefined) resultsUnmatched++;
      else {
        draft.failed ||= record.failed;
        learn(draft, { result: record.result });
      }
      continue;
    }
    if (record.turn === null || record.turn !== turn) readResults();
    turn = record.turn;
    const draft = drafts.findOrAdd(record);
    if (draft === undefined || record.type === 'handoff') continue;
    if (record.type === 'tool_executed') {
      if (!draft.executed) draft.place = record.place ?? draft.place;
      draft.executed = true;
      draft.failed ||= record.failed;
      draft.durationMs ??= toMeasure(record.durationMs);
    }
    learn(draft, record);
  }
  return {
    steps: sortTurns(drafts.list).map(toStep),
    limits: {
      stepsLeftOut: drafts.leftOut,
      charactersLeftOut: texts.said.charactersLeftOut + texts.results.charactersLeftOut,
      searchesLeftOut: texts.said.searchesLeftOut + texts.results.searchesLeftOut,
      resultsUnmatched,
    },
  };
}

interface Draft {
  readonly name: string;
  readonly callId: string | null;
  readonly turn: number | null;
  executed: boolean;
  failed: boolean;
  hasArguments: boolean;
  hasResult: boolean;
  provenance: number;
  shape: string;
  resultCharacters: number;
  durationMs: number | null;
  place: SpanPlace | null;
}

type StepRecord = Exclude<TraceRecord, { readonly type: 'text' | 'tool_answered' }>;

/** The steps as they are found, by call id, and by name where a sender has no ids. Lives as long as one session is read. */
class Drafts {
  readonly list: Draft[] = [];
  leftOut = 0;
  readonly #stepsMax: number;
  readonly #byId = new Map<string, Draft>();
  /** Of each name what was asked for and no span executed yet, and what nothing answered yet; the oldest first. */
  readonly #asked = new Map<string, Draft[]>();
  readonly #unanswered = new Map<string, Draft[]>();

  constructor(stepsMax: number) {
    this.#stepsMax = stepsMax;
  }

  findOrAdd(record: StepRecord): Draft | undefined {
    if (record.type === 'handoff') return this.#add({ name: toStepName(`→${record.agent}`), callId: null }, record);
    const call = { name: toStepName(record.name), callId: record.callId };
    return this.#find(call, record) ?? this.#add(call, record);
  }

  /** The newest step of the id: ids such as `call_0` come again in every turn and with other names. */
  #find({ name, callId }: Pick<Draft, 'name' | 'callId'>, { type, turn }: StepRecord): Draft | undefined {
    const same = callId === null ? undefined : this.#byId.get(callId);
    if (same?.name === name && (same.turn === null || turn === null || same.turn === turn)) return same;
    if (type !== 'tool_executed') return undefined;
    // A span without the id of its call, or a call without one: the first of its name that no span executed. Its turn is
    // not asked for: by senders' clocks a call may start after the request that carries its result.
    const waiting = this.#asked.get(name);
    while (waiting?.[0]?.executed === true) waiting.shift();
    return waiting?.find((draft) => !draft.executed && (draft.callId === null || callId === null));
  }

  #add({ name, callId }: Pick<Draft, 'name' | 'callId'>, { type, turn, place }: StepRecord): Draft | undefined {
    if (this.list.length >= this.#stepsMax) {
      this.leftOut++;
      return undefined;
    }
    const draft: Draft = {
      name,
      callId,
      turn,
      executed: false,
      failed: false,
      hasArguments: false,
      hasResult: false,
      provenance: 0,
      shape: '',
      resultCharacters: 0,
      durationMs: null,
      place: place ?? null,
    };
    this.list.push(draft);
    if (callId !== null) this.#byId.set(callId, draft);
    if (type === 'tool_asked') push(this.#asked, draft);
    if (type !== 'handoff') push(this.#unanswered, draft);
    return draft;
  }

  /** By its id; without one the oldest of its name that has no result yet. */
  findAnswered({ callId, name }: { readonly callId: string | null; readonly name: string | null }): Draft | undefined {
    if (callId !== null) return this.#byId.get(callId);
    const waiting = name === null ? undefined : this.#unanswered.get(toStepName(name));
    while (waiting?.[0]?.hasResult === true) waiting.shift();
    return waiting?.[0];
  }
}

function push(lists: Map<string, Draft[]>, draft: Draft): void {
  const list = lists.get(draft.name);
  if (list === undefined) lists.set(draft.name, [draft]);
  else list.push(draft);
}

/** Runs of one turn by name; `sort` is stable, so equal names keep their order. */
function sortTurns(drafts: readonly Draft[]): readonly Draft[] {
  const sorted: Draft[] = [];
  for (let start = 0, end = 0; start < drafts.length; start = end) {
    const turn = drafts[start]?.turn ?? null;
    end = start + 1;
    while (turn !== null && end < drafts.length && drafts[end]?.turn === turn) end++;
    sorted.push(...drafts.slice(start, end).sort((a, b) => compareText(a.name, b.name)));
  }
  return sorted;
}

function toStep(draft: Draft): SessionStep {
  const { name, failed, provenance, shape, resultCharacters, durationMs, turn, place } = draft;
  return { name, failed, provenance, shape, resultCharacters, durationMs, turn, place };
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Longer ones are read as one text: no call has such arguments. */
const PARSED_LENGTH_MAX = 1_000_000;

/** Many senders write arguments as the JSON that the model wrote. */
function parseArguments(told: unknown): unknown {
  if (typeof told !== 'string' || told.length > PARSED_LENGTH_MAX || !/^\s*[{[]/.test(told)) return told;
  try {
    return JSON.parse(told);
  } catch {
    // What a model wrote need not be JSON.
    return told;
  }
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '';
  } catch {
    // Nested deeper than the stack: as if the result had not been captured.
    return '';
  }
}
