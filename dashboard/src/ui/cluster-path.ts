/** The sessions of one pattern of an agent. */
export function clusterPath(agentId: string, clusterId: string): string {
  return `/sessions?agent=${encodeURIComponent(agentId)}&cluster=${encodeURIComponent(clusterId)}`;
}
