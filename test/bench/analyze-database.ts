/** Lets a collector analyse everything in a database, so that what is measured after it is not what runs once. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

import { startCollector } from '../support/collector-process.ts';
import type { LargeDatabase } from './large-database.ts';

export interface AnalyzedDatabase extends LargeDatabase {
  readonly analyzedSeconds: number;
  readonly known: LargeDatabase['known'] & KnownAnalyses;
}

/** What analyses made, to ask for. */
interface KnownAnalyses {
  readonly findingId: string;
  readonly olderVersion: string;
  readonly newerVersion: string;
}

const LOOK_MS = 100;

export async function analyzeDatabase(large: LargeDatabase): Promise<AnalyzedDatabase> {
  const { directory, known } = large;
  const begun = performance.now();
  const collector = await startCollector({ directory });
  try {
    const database = new Database(join(directory, 'live-trace.db'), { readonly: true });
    const behind = database.prepare('SELECT 1 FROM agent_analysis WHERE version > analyzed_version LIMIT 1');
    while (behind.get() !== undefined) await sleep(LOOK_MS);
    const analyzedSeconds = (performance.now() - begun) / 1000;
    const findingId = database.prepare('SELECT id FROM findings LIMIT 1').pluck().get() as string | undefined;
    database.close();
    const answer = await fetch(`${collector.dashboardUrl}/api/agent/${known.agentId}/versions`);
    const { versions } = (await answer.json()) as { readonly versions: readonly { readonly version: string }[] };
    return {
      ...large,
      analyzedSeconds,
      known: {
        ...known,
        findingId: findingId ?? '',
        olderVersion: versions.at(-1)?.version ?? '',
        newerVersion: versions.at(0)?.version ?? '',
      },
    };
  } finally {
    await collector.stop();
  }
}
