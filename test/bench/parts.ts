/** Table of contents: everything that is measured, in the order in which it runs. */
import { analyses } from './analyses.ts';
import { coldStart } from './cold-start.ts';
import { conversations } from './conversations.ts';
import { durableIngest } from './durable-ingest.ts';
import { limit } from './limit.ts';
import { mixed } from './mixed.ts';
import type { Part } from './part.ts';
import { peers } from './peers.ts';
import { reads } from './reads.ts';
import { sustained } from './sustained.ts';

export const PARTS: readonly Part[] = [
  durableIngest,
  limit,
  peers,
  conversations,
  reads,
  mixed,
  analyses,
  coldStart,
  sustained,
];
