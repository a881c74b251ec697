/** A processor for tests that does to a session, or to an agent, what its name says; it keeps a byte of every other session. */
import { z } from 'zod';

import { defineProcessor } from '../../processors/processor.ts';

export const naughtyProcessor = defineProcessor<Record<string, never>, number>({
  type: 'naughty',
  about: 'hangs, throws, ends, and takes all memory',
  config: z.strictObject({}),
  keptVersion: 7,
  needsContents: () => false,
  sessionsMax: () => 1000,
  analyzeSession({ record: { id } }) {
    doWhatIsSaid(id);
    return Uint8Array.of(1);
  },
  analyzeAgent({ agentId, state, added, removedIds }) {
    doWhatIsSaid(agentId);
    return {
      state: (state ?? 0) + added.size - removedIds.length,
      memory: null,
      results: {},
      checks: [],
      behaviour: null,
      findings: [],
      clearedFindingIds: [],
      clusterIds: new Map(),
    };
  },
});

function doWhatIsSaid(name: string): void {
  if (name.startsWith('hang')) for (;;);
  if (name.startsWith('throw')) throw new TypeError('4111 1111 1111 1111');
  if (name.startsWith('exit')) process.exit(1);
  if (name.startsWith('memory')) {
    const lists: unknown[] = [];
    for (;;) lists.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
  }
}
