/**
 * The checks of a report as the page shows them: by category, and within one those that speak of one fact beside each other.
 * The order is that of the definitions, whatever was decided, so that a row stands where it stood before.
 */
import type {
  AgentChecks,
  AnalysisList,
  Check,
  CheckDefinitions,
} from '../../../../../collector/operations/contract.ts';
import { formatCount } from '../../../format/count.ts';
import { STATUS_LOOKS, type CheckStatus } from '../../../ui/check-status.tsx';
import type { HistoryStep } from '../../../ui/check-history.tsx';

export type Definition = CheckDefinitions['checks'][number];

export interface CheckLine {
  readonly check: Check;
  /** Undefined for a check that this version does not know any more. */
  readonly definition: Definition | undefined;
  /** The oldest run first. */
  readonly history: readonly HistoryStep[];
}

export interface FactGroup {
  readonly fact: string;
  readonly lines: readonly CheckLine[];
  /** The worst of them; it stands for all where there is one row a fact. */
  readonly worst: CheckLine;
}

export interface CategoryGroup {
  readonly id: Check['category_id'];
  readonly name: string;
  readonly summary: string;
  readonly facts: readonly FactGroup[];
}

export interface GroupInput {
  readonly checks: AgentChecks['checks'];
  /** The newest first, as the server answers. */
  readonly runs: AnalysisList['analyses'];
  readonly definitions: CheckDefinitions | undefined;
}

export function groupChecks({ checks, runs, definitions }: GroupInput): CategoryGroup[] {
  const places = new Map(
    definitions?.checks.map((definition, place) => [definition.check_type, { definition, place }]),
  );
  const placeOf = ({ check_type }: Check) => places.get(check_type)?.place ?? places.size;
  const histories = collectHistories(runs);
  const lines = checks
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((check) => ({
      check,
      definition: places.get(check.check_type)?.definition,
      history: histories.map((statuses) => statuses.get(check.check_type) ?? null),
    }));
  const orders = new Map(definitions?.categories.map(({ category_id, order }) => [category_id, order]));
  const names = new Map(definitions?.categories.map(({ category_id, name }) => [category_id, name]));
  return [...Map.groupBy(lines, ({ check }) => check.category_id)]
    .toSorted(([a], [b]) => (orders.get(a) ?? 0) - (orders.get(b) ?? 0))
    .map(([id, own]) => ({
      id,
      name: names.get(id) ?? nameCategory(id),
      summary: countStatuses(own.map(({ check }) => check.status)),
      facts: groupFacts(own),
    }));
}

/** Of each run what every check said, the oldest run first. */
function collectHistories(runs: AnalysisList['analyses']): ReadonlyMap<string, CheckStatus>[] {
  return runs.toReversed().map(({ checks }) => new Map(checks.map(({ check_type, status }) => [check_type, status])));
}

function groupFacts(lines: readonly CheckLine[]): FactGroup[] {
  return [...Map.groupBy(lines, ({ check }) => check.fact)].map(([fact, own]) => ({
    fact,
    lines: own,
    worst: own.reduce((worst, line) => (rankOf(line) < rankOf(worst) ? line : worst)),
  }));
}

/** The worst first. An error is worse than a warning: nobody looked. */
const STATUS_ORDER: readonly CheckStatus[] = [
  'critical',
  'error',
  'warning',
  'passed',
  'insufficient_data',
  'not_applicable',
];

function rankOf({ check }: CheckLine): number {
  return STATUS_ORDER.indexOf(check.status);
}

/** `3 passed, 2 warnings`, the worst first. */
export function countStatuses(statuses: readonly CheckStatus[]): string {
  return STATUS_ORDER.flatMap((status) => {
    const count = statuses.filter((one) => one === status).length;
    if (count === 0) return [];
    const { label } = STATUS_LOOKS[status];
    return [`${formatCount(count)} ${label}${count > 1 && (status === 'warning' || status === 'error') ? 's' : ''}`];
  }).join(', ');
}

/** `RESOURCE_MANAGEMENT` as `Resource management`. */
function nameCategory(id: string): string {
  const words = id.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
