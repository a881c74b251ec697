/** What is stored is found: the process is killed while the search index catches up, and afterwards nothing is missing or twice. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import { spawnCollector, temporaryDirectory, writeConfig } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { createRandom } from '../bench/payload.ts';

const KILLS = 5;
const SPANS = 800;

it('finds every span after it was killed while the index caught up', { timeout: 180_000 }, async ({ annotate }) => {
  const seed = Date.now() % 1_000_000;
  await annotate(`seed ${seed}`);
  const random = createRandom(seed);
  const directory = temporaryDirectory();
  const config = writeConfig({ directory: directory.path });
  const database = join(directory.path, 'live-trace.db');
  let met = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const collector = await spawnCollector(config);
    const answer = await fetch(`${collector.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(buildTrace(kill, random)),
    });
    expect(answer.status).toBe(200);
    const { indexed } = readProgress(database);
    // Until it has begun and is not through: then some rows are in and some are not.
    await eventually(() => expect(readProgress(database).indexed).toBeGreaterThan(indexed));
    await collector.kill();
    const { indexed: now, stored } = readProgress(database);
    if (now < stored) met += 1;
  }
  expect(met, `seed ${seed}: a kill must have met the catching up`).toBeGreaterThan(0);
  const collector = await spawnCollector(config);
  const search = async (q: string) => {
    const answer = await fetch(`${collector.dashboardUrl}/api/search?q=${encodeURIComponent(q)}&limit=1`);
    return (await answer.json()) as { total_count: number; catching_up: boolean };
  };
  await eventually(async () => expect((await search('albatross')).catching_up).toBe(false), 60_000);
  expect((await search('albatross')).total_count, `seed ${seed}`).toBe(KILLS * SPANS);
  for (let kill = 0; kill < KILLS; kill++) {
    for (const index of [0, 1, SPANS - 1]) expect((await search(`k${kill}n${index}`)).total_count).toBe(1);
  }
  await collector.stop();
  const file = new Database(database);
  expect(() => file.exec("INSERT INTO search (search) VALUES ('integrity-check')")).not.toThrow();
  expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
  file.close();
  directory.remove();
});

function readProgress(path: string): { indexed: number; stored: number } {
  const database = new Database(path, { readonly: true });
  const row = database
    .prepare('SELECT (SELECT span_key FROM search_progress) AS indexed, (SELECT max(span_key) FROM spans) AS stored')
    .get() as { indexed: number; stored: number };
  database.close();
  return row;
}

function buildTrace(kill: number, random: () => number): unknown {
  const spans = Array.from({ length: SPANS }, (_, index) => ({
    traceId: `${kill + 1}`.padStart(32, 'b'),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    name: 'execute_tool',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
    attributes: [
      {
        key: 'gen_ai.tool.call.result',
        value: { stringValue: `albatross k${kill}n${index} ${words(random)}` },
      },
    ],
  }));
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

function words(random: () => number): string {
  return Array.from({ length: 400 }, () => `w${Math.floor(random() * 100_000)}`).join(' ');
}
