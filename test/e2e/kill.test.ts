/** Acknowledged means kept: the process is killed twenty times under load and nothing it said yes to may be missing. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import {
  spawnCollector,
  temporaryDirectory,
  writeConfig,
  type CollectorProcess,
} from '../support/collector-process.ts';
import { createRandom } from '../bench/payload.ts';

const KILLS = 20;
const SENDERS = 8;

it(
  'loses no acknowledged span when it is killed twenty times under load',
  { timeout: 600_000 },
  async ({ annotate }) => {
    const seed = Date.now() % 1_000_000;
    await annotate(`seed ${seed}`);
    const random = createRandom(seed);
    const directory = temporaryDirectory();
    const config = writeConfig({ directory: directory.path });
    const acknowledged: string[] = [];
    let sent = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const collector = await spawnCollector(config);
      let alive = true;
      const sender = async (): Promise<void> => {
        while (alive) {
          const traceId = `a${(++sent).toString(16).padStart(31, '0')}`;
          if (await sendTrace(collector, traceId)) acknowledged.push(traceId);
        }
      };
      const senders = Array.from({ length: SENDERS }, sender);
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * 400));
      const exited = collector.kill();
      alive = false;
      await Promise.all([exited, ...senders]);
    }
    const database = new Database(join(directory.path, 'live-trace.db'));
    const kept = new Map(
      (
        database
          .prepare(
            'SELECT hex(trace_id) AS id, (SELECT count(*) FROM spans s WHERE s.trace_key = t.trace_key) AS spans FROM traces t',
          )
          .all() as { id: string; spans: number }[]
      ).map((row) => [row.id.toLowerCase(), row.spans]),
    );
    const integrity = database.pragma('integrity_check', { simple: true });
    database.close();
    directory.remove();
    expect(acknowledged.length, `seed ${seed}: the load must have met the kills`).toBeGreaterThan(KILLS);
    expect(
      acknowledged.filter((traceId) => kept.get(traceId) !== 2),
      `seed ${seed}`,
    ).toEqual([]);
    expect(integrity).toBe('ok');
  },
);

/** @returns whether the collector acknowledged it; a broken connection is what the test is about. */
async function sendTrace(collector: CollectorProcess, traceId: string): Promise<boolean> {
  const span = (spanId: string) => ({
    traceId,
    spanId,
    name: 'chat',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
    attributes: [
      {
        key: 'gen_ai.input.messages',
        value: { stringValue: `[{"role":"user","content":"${traceId} ${'x'.repeat(500)}"}]` },
      },
    ],
  });
  try {
    const answer = await fetch(`${collector.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceSpans: [{ scopeSpans: [{ spans: [span('1111111111111111'), span('2222222222222222')] }] }],
      }),
    });
    return answer.status === 200;
  } catch {
    return false;
  }
}
