/** What the findings page shows, as its URL says it. What is not understood there is the default, never an error. */
import { SEVERITIES, type Severity } from '../../ui/severity.tsx';

/** Open ones are what a reader comes for. */
export const STATUSES = [
  { id: 'open', label: 'Open' },
  { id: 'muted', label: 'Muted' },
  { id: 'resolved', label: 'Resolved' },
  { id: 'all', label: 'All' },
] as const;

export interface FindingView {
  readonly status: (typeof STATUSES)[number]['id'];
  /** Empty means all, here and below. */
  readonly severity: Severity | '';
  readonly agent: string;
  readonly check: string;
  /** From 1. */
  readonly page: number;
}

export function readView(params: URLSearchParams): FindingView {
  const page = Number(params.get('page'));
  return {
    status: STATUSES.find(({ id }) => id === params.get('status'))?.id ?? 'open',
    severity: SEVERITIES.find((severity) => severity === params.get('severity')) ?? '',
    agent: params.get('agent') ?? '',
    check: params.get('check') ?? '',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

export function writeView({ status, severity, agent, check, page }: FindingView): URLSearchParams {
  const params = new URLSearchParams();
  if (status !== 'open') params.set('status', status);
  if (severity !== '') params.set('severity', severity);
  if (agent !== '') params.set('agent', agent);
  if (check !== '') params.set('check', check);
  if (page > 1) params.set('page', String(page));
  return params;
}
