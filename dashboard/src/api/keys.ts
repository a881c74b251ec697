/** Names of what is read, from general to special: invalidating a beginning invalidates all that starts with it. */
export const keys = {
  dashboard: ['dashboard'],
  overviews: ['overview'],
  overview: (range: string, agentId?: string) => ['overview', range, agentId ?? null],
  sessionLists: ['sessions'],
  sessionList: (query: object) => ['sessions', query],
  session: (id: string) => ['session', id],
  span: (sessionId: string, spanId: string) => ['span', sessionId, spanId],
  spans: (sessionId: string) => ['span', sessionId],
  agents: ['agents'],
  agentDetails: ['agent'],
  agent: (id: string) => ['agent', id],
  /** What runs of the analysis leave behind; it changes with a run, not with every span. */
  analyses: ['analysis'],
  checks: (agentId: string) => ['analysis', 'checks', agentId],
  runs: (agentId: string) => ['analysis', 'runs', agentId],
  versions: (agentId: string) => ['analysis', 'versions', agentId],
  versionDiff: (agentId: string, older: string, newer: string) => ['analysis', 'versions', agentId, older, newer],
  outlier: (sessionId: string) => ['analysis', 'outlier', sessionId],
  comparison: (a: string, b: string) => ['analysis', 'comparison', a, b],
  /** Their thresholds change with the configuration alone. */
  checkDefinitions: ['check-definitions'],
  findingLists: ['findings'],
  findingList: (query: object) => ['findings', query],
  findingDetails: ['finding'],
  finding: (id: string) => ['finding', id],
} as const;
