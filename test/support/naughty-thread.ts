/** A thread that analyses with a processor that does to a session, or to an agent, what its name says. */
import { readdirSync, readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

import { readOverPort } from '../../collector/analysis/port-reader.ts';
import { serveAnalyses } from '../../collector/analysis/serve-analyses.ts';
import { naughtyProcessor } from './naughty-processor.ts';

if (parentPort === null) throw new Error('this is the entry of a thread');
serveAnalyses(readOverPort(parentPort, null), parentPort, [naughtyProcessor]);
parentPort.postMessage({ type: 'niceness', ofThreads: readNiceness() });

/** Field 19 of `/proc/<pid>/task/<tid>/stat`; the fields after the name, which is in parentheses, begin with the third. */
function readNiceness(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}
