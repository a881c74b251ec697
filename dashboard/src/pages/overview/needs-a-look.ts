/**
 * What stands out: critical findings that are open, whatever the range, then sentences made of the numbers on this page and
 * nothing else. Every rule has a floor, so that one failed session of two is not a headline about 50 %.
 */
import type { Agent, FindingList, Overview, Session } from '../../../../collector/operations/contract.ts';
import { formatCount, formatPlural } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatPercent } from '../../format/percent.ts';
import { passageOf } from '../../format/text-of.ts';
import { parseInstant } from '../../format/time.ts';

export interface Look {
  readonly id: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  /** Whom the sentence is about, set strong. */
  readonly subject: string;
  readonly text: string;
  readonly meta: string;
  readonly to: string | null;
}

export interface LookInput {
  readonly overview: Overview;
  readonly agents: readonly Agent[];
  /** The dearest sessions of all time, dearest first. */
  readonly dearest: readonly Session[];
  /** Open and critical, the one seen last first, and how many there are. */
  readonly critical: Pick<FindingList, 'findings' | 'total_count'>;
  /** `24 h` */
  readonly range: string;
}

const LOOKS_MAX = 5;
const ORDER = { critical: 0, high: 1, medium: 2, low: 3 };

export function findLooks(input: LookInput): Look[] {
  return [
    findCritical,
    findFailures,
    findDearSession,
    findFailingModels,
    findSlowdown,
    findCostGrowth,
    findUnpriced,
    findUnusedTools,
  ]
    .flatMap((find) => find(input))
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity])
    .slice(0, LOOKS_MAX);
}

/** The rest of the five places is for what no check looks at. */
const CRITICAL_SHOWN = 3;

function findCritical({ critical: { findings, total_count } }: LookInput): Look[] {
  const shown = findings.slice(0, total_count > CRITICAL_SHOWN ? CRITICAL_SHOWN - 1 : CRITICAL_SHOWN);
  const looks: Look[] = shown.map(({ id, agent_id, agent_name, explanation, title, session_ids }) => ({
    id: `finding-${id}`,
    severity: 'critical',
    subject: title,
    text: passageOf(explanation),
    meta: `${agent_name ?? agent_id} · ${formatPlural(session_ids.length, 'session')}`,
    to: `/finding/${encodeURIComponent(id)}`,
  }));
  const others = total_count - shown.length;
  if (others <= 0) return looks;
  const more: Look = {
    id: 'findings',
    severity: 'critical',
    subject: `${formatCount(others)} more`,
    text: `critical ${others === 1 ? 'finding is' : 'findings are'} open.`,
    meta: 'of all agents',
    to: '/findings?severity=critical',
  };
  return [...looks, more];
}

function findFailures({ overview, agents, range }: LookInput): Look[] {
  return overview.by_agent
    .filter(({ total }) => total.failed_sessions > 0)
    .sort((a, b) => b.total.failed_sessions - a.total.failed_sessions)
    .slice(0, 2)
    .map(({ agent_id, total: { failed_sessions, sessions } }) => ({
      id: `failures-${agent_id}`,
      severity: failed_sessions >= 3 && failed_sessions / sessions >= 0.1 ? 'high' : 'medium',
      subject: nameOf(agents, agent_id),
      text:
        failed_sessions === 1
          ? `has errors in 1 of ${formatPlural(sessions, 'session')}.`
          : `has errors in ${formatCount(failed_sessions)} of ${formatPlural(sessions, 'session')}.`,
      meta: `${formatPercent(failed_sessions / sessions)} in the last ${range}`,
      to: `/sessions?agent=${encodeURIComponent(agent_id)}&sort=errors`,
    }));
}

const DEAR_FACTOR = 5;
const DEAR_SESSIONS_MIN = 5;

function findDearSession({ overview, dearest, range }: LookInput): Look[] {
  const { sessions, cost_usd } = overview.total;
  const fromMs = parseInstant(overview.from);
  const dear = dearest.find(({ created_at, cost_usd: cost }) => cost !== null && parseInstant(created_at) >= fromMs);
  if (dear === undefined || dear.cost_usd === null || sessions < DEAR_SESSIONS_MIN) return [];
  const mean = cost_usd / sessions;
  const factor = dear.cost_usd / mean;
  if (!(factor >= DEAR_FACTOR)) return [];
  return [
    {
      id: `dear-${dear.id}`,
      severity: 'medium',
      subject: dear.agent_name,
      text: `spent ${formatUsd(dear.cost_usd)} in one session, ${factor.toFixed(0)} times the mean of ${formatUsd(mean)}.`,
      meta: `${dear.title ?? dear.id} · last ${range}`,
      to: `/session/${encodeURIComponent(dear.id)}`,
    },
  ];
}

const FAILED_CALLS_MIN = 3;

function findFailingModels({ overview, range }: LookInput): Look[] {
  return joinDatedModels(overview.by_model)
    .filter(({ errors }) => errors >= FAILED_CALLS_MIN)
    .sort((a, b) => b.errors - a.errors)
    .slice(0, 1)
    .map(({ model, errors, calls }) => ({
      id: `model-${model}`,
      severity: errors / calls >= 0.1 ? 'high' : 'medium',
      subject: model,
      text: `failed in ${formatCount(errors)} of ${formatPlural(calls, 'call')}.`,
      meta: `${formatPercent(errors / calls)} in the last ${range}`,
      to: null,
    }));
}

interface ModelCalls {
  readonly model: string;
  readonly calls: number;
  readonly errors: number;
}

/**
 * A call that failed knows only the name that was asked for (`gpt-4.1-mini`), one that was answered the name that answered
 * (`gpt-4.1-mini-2025-04-14`): apart, the first would seem to fail always and the second never.
 */
export function joinDatedModels(models: Overview['by_model']): ModelCalls[] {
  const joined = new Map<string, ModelCalls>();
  for (const { model, total } of models) {
    const name = model.replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2})$/, '');
    const { calls, errors } = joined.get(name) ?? { calls: 0, errors: 0 };
    joined.set(name, { model: name, calls: calls + total.calls, errors: errors + total.errors });
  }
  return [...joined.values()];
}

const SLOWER_FROM = 1.25;
const CALLS_MIN = 20;

function findSlowdown({ overview: { total, previous_total: before }, range }: LookInput): Look[] {
  const [now, then] = [total.latency_p95_ms, before.latency_p95_ms];
  if (now === null || then === null || now < then * SLOWER_FROM || Math.min(total.calls, before.calls) < CALLS_MIN) {
    return [];
  }
  return [
    {
      id: 'slower',
      severity: 'medium',
      subject: 'Model calls',
      text: `got slower: p95 is ${formatDuration(now)}, it was ${formatDuration(then)}.`,
      meta: `against the ${range} before`,
      to: null,
    },
  ];
}

const COST_GROWTH_FROM = 1.5;

function findCostGrowth({ overview: { total, previous_total: before }, range }: LookInput): Look[] {
  if (before.cost_usd <= 0 || total.cost_usd < before.cost_usd * COST_GROWTH_FROM || before.calls < CALLS_MIN)
    return [];
  // More sessions cost more; that alone is no news.
  if (before.sessions > 0 && total.cost_usd / total.sessions < (before.cost_usd / before.sessions) * 1.2) return [];
  return [
    {
      id: 'dearer',
      severity: 'medium',
      subject: 'Cost',
      text: `grew from ${formatUsd(before.cost_usd)} to ${formatUsd(total.cost_usd)}, and per session too.`,
      meta: `against the ${range} before`,
      to: '/sessions?sort=cost_usd',
    },
  ];
}

function findUnpriced({ overview }: LookInput): Look[] {
  return overview.by_model
    .filter(({ total }) => total.unpriced_calls > 0)
    .slice(0, 1)
    .map(({ model, total: { unpriced_calls } }) => ({
      id: `unpriced-${model}`,
      severity: 'low',
      subject: model,
      text: `has no known price; its ${formatPlural(unpriced_calls, 'call')} are in no cost shown here.`,
      meta: 'price unknown',
      to: null,
    }));
}

const TOOLS_MIN = 4;
const TOOLS_SESSIONS_MIN = 5;

function findUnusedTools({ agents }: LookInput): Look[] {
  return agents
    .filter(({ total_sessions, available_tools, tools_utilization_percent: used }) => {
      return total_sessions >= TOOLS_SESSIONS_MIN && available_tools.length >= TOOLS_MIN && used !== null && used <= 50;
    })
    .slice(0, 1)
    .map(({ id, name, available_tools, used_tools, total_sessions }) => ({
      id: `tools-${id}`,
      severity: 'low',
      subject: name,
      text: `used ${used_tools.length} of the ${available_tools.length} tools it is offered.`,
      meta: `in all its ${formatPlural(total_sessions, 'session')}`,
      to: `/agent/${encodeURIComponent(id)}`,
    }));
}

function nameOf(agents: readonly Agent[], id: string): string {
  return agents.find((agent) => agent.id === id)?.name ?? id;
}
