/** Chooses an agent, or all of them. One that is chosen and gone stands in the list as its id. */
import type { Agent } from '../../../collector/operations/contract.ts';
import { nameOf } from '../format/text-of.ts';

interface AgentPickProps {
  readonly agents: readonly Agent[];
  /** Empty for all. */
  readonly agent: string;
  readonly onPick: (agent: string) => void;
}

export function AgentPick({ agents, agent, onPick }: AgentPickProps) {
  return (
    <label className="pick">
      Agent
      <select value={agent} onChange={({ target }) => onPick(target.value)}>
        <option value="">all</option>
        {agents.map(({ id, name }) => (
          <option key={id} value={id}>
            {nameOf(name)}
          </option>
        ))}
        {agent !== '' && !agents.some(({ id }) => id === agent) && <option value={agent}>{nameOf(agent)}</option>}
      </select>
    </label>
  );
}
