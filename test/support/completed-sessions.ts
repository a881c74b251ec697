/** Recordings and built spans as completed sessions of a store in memory, as the analyses are handed them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildCompletedSession } from '../../collector/analysis/build-completed-session.ts';
import type { CompletedSession } from '../../processors/processor.ts';
import type { Store } from '../../collector/store.ts';
import { exportRequest } from './export-request.ts';
import { listRecordedRequests, RECORDINGS } from './recordings.ts';
import { BEGIN_MS } from './span-builder.ts';
import { buildStore, type BuiltStore } from './store-builder.ts';

/** @returns the store with the recording in it, and its sessions, all of them completed. */
export async function storeRecording(name: string): Promise<BuiltStore & { readonly sessionIds: readonly string[] }> {
  const built = buildStore();
  if (!listRecordedRequests().some((request) => request.name === name))
    throw new Error(`there is no recording ${name}`);
  for (const { file, signal, encoding } of listRecordedRequests().filter((request) => request.name === name)) {
    const body = readFileSync(join(RECORDINGS, file));
    await built.store.write(exportRequest({ signal, encoding, body }), { forwards: false });
  }
  return { ...built, sessionIds: await completeAll(built.store) };
}

/** @returns the sessions that were active. */
export async function completeAll(store: Store): Promise<readonly string[]> {
  const ids = (await store.readActiveSessions()).map(({ id }) => id);
  return store.completeSessions(ids, Number.MAX_SAFE_INTEGER, BEGIN_MS + 120_000);
}

export async function readCompleted(store: Store, sessionId: string, spansMax = 20_000): Promise<CompletedSession> {
  const session = await buildCompletedSession(sessionId, {
    reader: store,
    reading: { needsContents: () => true, spansMax },
  });
  if (session === null) throw new Error(`there is no completed session ${sessionId}`);
  return session;
}
