/** A demo agent and its stories. The session's number picks the story, its random generator the names and amounts in it. */
import type { SessionRun } from './session-run.ts';

export interface DemoAgent {
  readonly name: string;
  /** The service version that serves the session of this number. */
  readonly versionOf: (sessionNumber: number) => string;
  readonly converse: (run: SessionRun) => Promise<void>;
}

/** The element of a non-empty list that this number falls on, round and round. */
export function rotate<T>(list: readonly [T, ...T[]], number: number): T {
  return list[number % list.length] ?? list[0];
}
