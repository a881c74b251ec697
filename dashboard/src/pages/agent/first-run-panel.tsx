/** Stands for all panels of analyses until the first run of an agent has completed: why there is nothing, said once. */
import { useQuery } from '@tanstack/react-query';

import type { Agent } from '../../../../collector/operations/contract.ts';
import { checkDefinitionsQuery } from '../../api/queries.ts';
import { Panel } from '../../ui/panel.tsx';
import { NoResult, stateOf } from './last-run.tsx';

export function FirstRunPanel({ agent, span }: { readonly agent: Agent; readonly span: string }) {
  const definitions = useQuery(checkDefinitionsQuery).data;
  const isEnabled = definitions?.checks.some(({ enabled }) => enabled) ?? true;
  const state = stateOf({ agent, isEnabled, hasResult: false });
  return (
    <Panel title="Checks and behaviour" span={span}>
      <div className="nothing">
        {state !== 'done' && (
          <NoResult state={state} run={agent.latest_analysis} processors={['behavioral', 'security']} />
        )}
      </div>
    </Panel>
  );
}
