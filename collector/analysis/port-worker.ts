/** The thread that analyses where only the main thread can read the store: it asks there. It ends when it is terminated. */
import { parentPort, workerData } from 'node:worker_threads';

import { buildOwnVocabulary } from '../vocabularies/own-vocabulary.ts';
import type { MappingRule } from '../vocabularies/mapping-rule.ts';
import { readOverPort } from './port-reader.ts';
import { serveAnalyses } from './serve-analyses.ts';

if (parentPort === null) throw new Error('this is the entry of a thread');
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const { mapping } = workerData as { readonly mapping: readonly MappingRule[] };
serveAnalyses(readOverPort(parentPort, buildOwnVocabulary(mapping)), parentPort);
