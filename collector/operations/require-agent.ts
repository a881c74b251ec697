/** The agent that a question is about. */
import { CollectorError } from '../errors.ts';
import type { AgentRecord } from '../model/session.ts';
import type { Store } from '../store.ts';

/** @throws CollectorError NOT_FOUND */
export async function requireAgent(store: Store, id: string): Promise<AgentRecord> {
  const agent = await store.readAgent(id);
  if (agent === null) throw new CollectorError('NOT_FOUND', 'there is no agent with this id');
  return agent;
}
