/** What retention did since it was last asked, as the writer tells it to the main thread. */
export interface PruneCounts {
  traces: number;
  spans: number;
  /** Content blocks that nobody referred to any more. */
  blocks: number;
  /** Of logs and metrics. */
  requests: number;
  /** Log records whose trace did not come; those of traces leave with them. */
  records: number;
  /** Of bodies, blocks and lists, as they were stored. */
  bytes: number;
  /** Steps that the database did not take. */
  failures: number;
  /** The longest that one step held the writer. */
  stepMaxMs: number;
}

export const NOTHING_PRUNED: Readonly<PruneCounts> = {
  traces: 0,
  spans: 0,
  blocks: 0,
  requests: 0,
  records: 0,
  bytes: 0,
  failures: 0,
  stepMaxMs: 0,
};
