/** The thread that analyses, with a read-only connection of its own. It ends when it is terminated. */
import { parentPort, workerData } from 'node:worker_threads';

import { serveAnalyses } from '../../analysis/serve-analyses.ts';
import { openAnalysisReader, type AnalysisReaderSetup } from './analysis-reader.ts';

if (parentPort === null) throw new Error('this is the entry of a thread');
serveAnalyses(openAnalysisReader(workerData as AnalysisReaderSetup), parentPort);
