/**
 * Analyses belong to what is stored: a process that is killed while it analyses leaves no run half kept and none under way, and
 * the next one analyses what the one before did not.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import { createRandom } from '../bench/payload.ts';
import { spawnCollector, temporaryDirectory, writeConfig } from '../support/collector-process.ts';
import { sendSessions } from '../support/ended-sessions.ts';
import { eventually } from '../support/eventually.ts';

const KILLS = 10;
const AGENTS = ['triage', 'refunds', 'labels'];
const TOOLS = [['find_parcel'], ['find_parcel', 'notify'], ['find_parcel', 'refund', 'notify']];

it(
  'leaves no run stuck and no session unanalysed when it is killed ten times in the middle of it',
  { timeout: 300_000 },
  async ({ annotate }) => {
    const seed = Date.now() % 1_000_000;
    await annotate(`seed ${seed}`);
    const random = createRandom(seed);
    const directory = temporaryDirectory();
    const config = writeConfig({ directory: directory.path });
    let sent = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const collector = await spawnCollector(config);
      let alive = true;
      const send = async (): Promise<void> => {
        while (alive) {
          const batch = Array.from({ length: 1 + Math.floor(random() * 8) }, () => ({
            id: `session ${sent++}`,
            agent: AGENTS[Math.floor(random() * AGENTS.length)] ?? '',
            tools: TOOLS[Math.floor(random() * TOOLS.length)] ?? [],
          }));
          await sendSessions(collector.otlpUrl, batch);
          await sleep(random() * 30);
        }
      };
      const sending = send();
      // In the middle of it: sessions never stop ending, and one run has been kept already.
      const before = countRuns(directory.path);
      await eventually(() => expect(countRuns(directory.path)).toBeGreaterThan(before), 60_000);
      await sleep(random() * 300);
      const exited = collector.kill();
      alive = false;
      await Promise.all([exited, sending]);
    }
    // A batch of which nobody knows whether it was taken ends like the others: by its own word.
    const collector = await spawnCollector(config);
    const database = new Database(join(directory.path, 'live-trace.db'), { readonly: true });
    const readAll = <T>(sql: string): T[] => database.prepare(sql).all() as T[];
    try {
      await eventually(() => {
        expect(readAll(`SELECT * FROM sessions WHERE status = 'active'`)).toEqual([]);
        expect(readAll('SELECT * FROM agent_analysis WHERE version > analyzed_version')).toEqual([]);
        expect(readAll('SELECT * FROM session_changes')).toEqual([]);
      }, 60_000);
      const runs = readAll<{ session_id: string; status: string; completed_at: number | null }>(
        'SELECT session_id, status, completed_at FROM analysis_sessions',
      );
      expect(runs.length, `seed ${seed}`).toBeGreaterThanOrEqual(KILLS);
      expect(runs.filter(({ status, completed_at }) => status !== 'COMPLETED' || completed_at === null)).toEqual([]);
      const rows = readAll<{ checks: number }>(
        'SELECT count(*) AS checks FROM security_checks GROUP BY analysis_session_id',
      );
      expect(rows).toHaveLength(runs.length);
      expect(new Set(rows.map(({ checks }) => checks))).toEqual(new Set([16]));
      const judged = readAll<{ agent_id: string; sessions: number; analyzed: number }>(
        `SELECT agent_id, (SELECT count(*) FROM sessions WHERE sessions.agent_id = agent_analysis.agent_id) AS sessions,
           (SELECT sessions_analyzed FROM analysis_sessions WHERE session_id = latest_analysis) AS analyzed
         FROM agent_analysis ORDER BY agent_id`,
      );
      expect(judged.map(({ agent_id }) => agent_id)).toEqual([...AGENTS].sort());
      for (const { agent_id, sessions, analyzed } of judged) expect(analyzed, agent_id).toBe(sessions);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.pragma('foreign_key_check')).toEqual([]);
    } finally {
      database.close();
      expect(await collector.stop()).toBe(0);
      directory.remove();
    }
  },
);

function countRuns(directory: string): number {
  const database = new Database(join(directory, 'live-trace.db'), { readonly: true });
  const runs = database.prepare('SELECT count(*) FROM analysis_sessions').pluck().get() as number;
  database.close();
  return runs;
}
