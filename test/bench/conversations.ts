/**
 * What growing conversations cost on disk: every call sends the whole history again. The same spans go through the product's
 * writer and, with their attributes inline, into bare better-sqlite3; both files are checkpointed and closed before they are read.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

import { DatabaseWriter } from '../../collector/extensions/sqlite-store/database-writer.ts';
import { openDatabase } from '../../collector/extensions/sqlite-store/open-database.ts';
import { decodeBareRows, openBareDatabase } from './bare-sqlite.ts';
import { sizeOf } from './measured-collector.ts';
import { atLeast, atMost, type Bench, type Figure, type Measured } from './part.ts';
import { createRandom, digest, prose, serializeSpans, type SpanDraft } from './payload.ts';
import type { ConversationSizes } from './sizes.ts';

export const conversations = {
  name: 'conversations',
  about: 'bytes on disk of conversations whose every call sends its whole history again',
  measure: measureConversations,
};

type Tracing = 'a trace per call' | 'a trace per conversation';

async function measureConversations({ sizes: { conversations: sizes }, workspace, say }: Bench): Promise<Measured> {
  const figures: Figure[] = [];
  for (const tracing of ['a trace per call', 'a trace per conversation'] as const) {
    const perTurn: number[] = [];
    for (const turns of sizes.turns) {
      const sizesOnDisk = storeConversations(workspace, { turns, tracing, sizes });
      perTurn.push(sizesOnDisk.ours);
      figures.push(...describe(`${turns} turns, ${tracing}`, sizesOnDisk, turns === Math.max(...sizes.turns)));
      say(`${turns} turns, ${tracing}: ${Math.round(sizesOnDisk.ours)} bytes/turn`);
    }
    // The first turn of every conversation brings what is the same for all of them; growth would show in the longest.
    figures.push({
      name: `bytes per turn of ${sizes.turns.at(-1)} turns / of ${sizes.turns[0]}, ${tracing}`,
      value: (perTurn.at(-1) ?? Number.NaN) / (perTurn[0] ?? Number.NaN),
      unit: '×',
      target: atMost(1.1),
    });
  }
  return { figures, notes: [`messages of ${sizes.messageBytes} bytes of all-different text`] };
}

interface OnDisk {
  /** Bytes a turn, without a full-text index. */
  readonly ours: number;
  /** Bytes a turn of a full-text index; 0 where there is none. */
  readonly search: number;
  readonly inline: number;
  readonly turnsPerS: number;
}

interface Conversations {
  readonly turns: number;
  readonly tracing: Tracing;
  readonly sizes: ConversationSizes;
}

function storeConversations(workspace: string, { turns, tracing, sizes }: Conversations): OnDisk {
  const directory = mkdtempSync(join(workspace, 'conversations-'));
  const path = join(directory, 'live-trace.db');
  const barePath = join(directory, 'bare.db');
  const writer = new DatabaseWriter(openDatabase(path, 'full'), { databaseBytesMax: null, logBytesMax: 1e9 });
  const bare = openBareDatabase(barePath);
  let [stored, ms] = [0, 0];
  for (let first = 0; stored < sizes.turnsInAll; first += sizes.together) {
    const lives = Array.from({ length: sizes.together }, (_, at) => new Conversation(first + at, { tracing, sizes }));
    for (let turn = 0; turn < turns; turn++) {
      const body = serializeSpans(
        'protobuf',
        lives.map((one) => one.nextCall()),
        'bench-agent',
      );
      bare.insert(decodeBareRows(body));
      const begun = performance.now();
      const bytes = new Uint8Array(body);
      writer.write([
        {
          type: 'write',
          id: 0,
          signal: 'traces',
          encoding: 'proto',
          body: bytes,
          receivedMs: BEGIN_MS,
          forwards: false,
        },
      ]);
      ms += performance.now() - begun;
      stored += sizes.together;
    }
  }
  while (writer.catchUp());
  writer.close();
  bare.close();
  const searchBytes = readSearchBytes(path);
  const sizesOnDisk = {
    ours: (sizeOf(path) - searchBytes) / stored,
    search: searchBytes / stored,
    inline: sizeOf(barePath) / stored,
    turnsPerS: stored / (ms / 1000),
  };
  rmSync(directory, { recursive: true, force: true });
  return sizesOnDisk;
}

function describe(name: string, { ours, search, inline, turnsPerS }: OnDisk, longest: boolean): Figure[] {
  const ratio = { name: `${name}: inline / ours`, value: inline / ours, unit: '×' };
  const figures: Figure[] = [
    { name: `${name}: ours`, value: ours, unit: 'bytes/turn' },
    { name: `${name}: inline`, value: inline, unit: 'bytes/turn' },
    longest ? { ...ratio, target: atLeast(15) } : ratio,
    { name: `${name}: written by the writer`, value: turnsPerS, unit: 'turns/s' },
  ];
  if (search === 0) return figures;
  return [
    ...figures,
    { name: `${name}: ours with the search index`, value: ours + search, unit: 'bytes/turn' },
    { name: `${name}: inline / ours with the search index`, value: inline / (ours + search), unit: '×' },
  ];
}

/** Pages of full-text tables and of the shadow tables behind them. */
function readSearchBytes(path: string): number {
  const database = new Database(path, { readonly: true });
  const { bytes } = database
    .prepare(
      `SELECT coalesce(sum(pgsize), 0) AS bytes FROM dbstat WHERE aggregate = TRUE AND EXISTS (
        SELECT * FROM sqlite_schema AS virtual
        WHERE virtual.sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%' AND dbstat.name GLOB virtual.name || '_*'
      )`,
    )
    .get() as { bytes: number };
  database.close();
  return bytes;
}

const BEGIN_MS = 1_790_000_000_000;
const TURN_MS = 20_000;

class Conversation {
  readonly #name: string;
  readonly #perCall: boolean;
  readonly #messageBytes: number;
  readonly #random: () => number;
  readonly #history: unknown[] = [];
  #turn = 0;

  constructor(seed: number, { tracing, sizes }: Omit<Conversations, 'turns'>) {
    this.#name = `conversation ${seed}`;
    this.#perCall = tracing === 'a trace per call';
    this.#messageBytes = sizes.messageBytes;
    this.#random = createRandom(seed + 1);
  }

  nextCall(): SpanDraft {
    const turn = this.#turn++;
    this.#history.push(this.#message('user'));
    const input = JSON.stringify(this.#history);
    const answer = this.#message('assistant');
    this.#history.push(answer);
    return {
      name: 'chat gpt-4.1-mini',
      traceId: digest(`${this.#name} ${this.#perCall ? turn : ''}`).slice(0, 32),
      spanId: digest(`${this.#name} ${turn} span`).slice(0, 16),
      startMs: BEGIN_MS + turn * TURN_MS,
      durationMs: 1350,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4.1-mini',
        'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
        'gen_ai.response.id': `chatcmpl-${digest(`${this.#name} ${turn} response`).slice(0, 24)}`,
        'gen_ai.usage.input_tokens': 400 + turn * 1400,
        'gen_ai.usage.output_tokens': 700,
        'gen_ai.conversation.id': digest(this.#name).slice(0, 32),
        'gen_ai.agent.name': 'bench-agent',
        'gen_ai.system_instructions': SYSTEM,
        'gen_ai.input.messages': input,
        'gen_ai.output.messages': JSON.stringify([{ ...(answer as object), finish_reason: 'stop' }]),
      },
    };
  }

  #message(role: string): unknown {
    return { role, parts: [{ type: 'text', content: prose(this.#random, this.#messageBytes) }] };
  }
}

/** One system prompt for all of them, as one agent has. */
const SYSTEM = JSON.stringify([{ type: 'text', content: prose(createRandom(99), 1200) }]);
