/** How steady the agent is: the analysis's own sentences, then its four numbers and what each means. */
import type { UseQueryResult } from '@tanstack/react-query';

import type { AgentDetail, BehaviouralAnalysis } from '../../../../../collector/operations/contract.ts';
import { formatDateTime, parseInstant } from '../../../format/time.ts';
import { passageOf } from '../../../format/text-of.ts';
import { QueryPanel } from '../../../ui/panel.tsx';
import { NoResult, stateOf } from '../last-run.tsx';
import { listMeasures } from './measures.ts';

export interface BehaviourPanelProps {
  readonly query: UseQueryResult<AgentDetail>;
  readonly span: string;
}

export function BehaviourPanel({ query, span }: BehaviourPanelProps) {
  const behaviour = query.data?.risk_analysis.behavioral_analysis;
  return (
    <QueryPanel
      title="Behaviour"
      about={behaviour && `as of ${formatDateTime(parseInstant(behaviour.created_at))}`}
      span={span}
      query={query}
      empty={noBehaviour}
      right={behaviour && <span className="badge">{behaviour.confidence} confidence</span>}
    >
      {(data) => {
        const found = data.risk_analysis.behavioral_analysis;
        return found === null ? null : <Measures behaviour={found} />;
      }}
    </QueryPanel>
  );
}

/** What stands in a panel of the behavioural analysis before there is one. */
export function noBehaviour({ agent, risk_analysis }: AgentDetail): React.ReactNode {
  const hasResult = risk_analysis.behavioral_analysis !== null;
  // A run that completed without it had no processor to make it.
  const isEnabled = risk_analysis.evaluation_id === null;
  const state = stateOf({ agent, isEnabled, hasResult });
  return state === 'done' ? null : <NoResult state={state} run={agent.latest_analysis} processors={['behavioral']} />;
}

function Measures({ behaviour }: { readonly behaviour: BehaviouralAnalysis }) {
  return (
    <>
      <p className="lead">{passageOf(behaviour.interpretation)}</p>
      <dl className="msr">
        {listMeasures(behaviour).map(({ label, text, share, meaning }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="num">{text}</dd>
            <dd className="meter" aria-hidden="true">
              {share !== null && <i style={{ width: `${Math.min(Math.max(share, 0), 1) * 100}%` }} />}
            </dd>
            <dd className="mean">{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
