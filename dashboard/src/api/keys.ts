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
} as const;
