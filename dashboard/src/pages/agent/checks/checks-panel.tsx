/** The latest report of an agent: sixteen rows whatever was decided, each with its history. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { Agent, AgentChecks } from '../../../../../collector/operations/contract.ts';
import { checkDefinitionsQuery, checksQuery, runsQuery } from '../../../api/queries.ts';
import { HistoryLegend } from '../../../ui/check-history.tsx';
import { QueryPanel } from '../../../ui/panel.tsx';
import { FailedRun, LastRun, NoResult, stateOf } from '../last-run.tsx';
import { CheckTable } from './check-table.tsx';
import { countStatuses, groupChecks } from './group-checks.ts';

export interface ChecksPanelProps {
  readonly agent: Agent;
  readonly span: string;
}

export function ChecksPanel({ agent, span }: ChecksPanelProps) {
  const query = useQuery(checksQuery(agent.id));
  const runs = useQuery(runsQuery(agent.id)).data?.analyses ?? [];
  const definitions = useQuery(checkDefinitionsQuery).data;
  const [isOneRowPerFact, setOneRowPerFact] = useState(false);
  const summary = query.data?.summary;
  const hasChecks = (query.data?.checks.length ?? 0) > 0;
  const isEnabled = definitions?.checks.some(({ enabled }) => enabled) ?? true;
  const state = stateOf({ agent, isEnabled, hasResult: hasChecks });
  const latest = summary?.latest_analysis ?? null;
  return (
    <QueryPanel
      title="Checks"
      about={summary?.analysis ? <LastRun run={summary.analysis} /> : undefined}
      span={span}
      query={query}
      height={640}
      empty={() => (state === 'done' ? null : <NoResult state={state} run={latest} processors={['security']} />)}
      right={
        hasChecks && (
          <label className="chk">
            <input
              type="checkbox"
              checked={isOneRowPerFact}
              onChange={({ target }) => setOneRowPerFact(target.checked)}
            />
            One row per fact
          </label>
        )
      }
    >
      {({ checks }) => (
        <>
          {latest?.status === 'FAILED' && <FailedRun run={latest} hasOlder />}
          <div className="ckh">
            <p>{describeChecks(checks)}</p>
            <HistoryLegend />
          </div>
          <CheckTable
            categories={groupChecks({ checks, runs, definitions })}
            isOneRowPerFact={isOneRowPerFact}
            runs={runs.length}
          />
        </>
      )}
    </QueryPanel>
  );
}

/** `10 of 16 passed: 4 warnings, 10 passed, 2 insufficient data`. */
export function describeChecks(checks: AgentChecks['checks']): string {
  const passed = checks.filter(({ status }) => status === 'passed').length;
  const others = countStatuses(checks.map(({ status }) => status).filter((status) => status !== 'passed'));
  return `${passed} of ${checks.length} passed${others === '' ? '' : `; ${others}`}.`;
}
