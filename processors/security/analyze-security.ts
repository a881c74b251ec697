/**
 * Runs every check on an agent's sessions. A check that throws is one row with status `error` and its reason; the others run.
 */
import type { CheckRow, CheckStatus } from '../../collector/model/analysis.ts';
import type { AgentInput, Check } from './check.ts';
import { checks as allChecks } from './checks/index.ts';

/** A session that is told twice is one: its last telling. */
export function analyzeSecurity(input: AgentInput, checks: readonly Check[] = allChecks): CheckRow[] {
  const sessions = [...new Map(input.sessions.map((session) => [session.sessionId, session])).values()];
  return checks.map((check) => toRow(check, runCheck(check, { ...input, sessions })));
}

interface Outcome {
  readonly status: CheckStatus;
  readonly value: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly recommendation?: string;
}

function runCheck(check: Check, input: AgentInput): Outcome {
  try {
    return check.run(input);
  } catch (error) {
    return { status: 'error', value: 'Error', evidence: { reason: nameError(error) } };
  }
}

/** Its kind alone: a message may quote the content that the check fell over. */
function nameError(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function toRow({ id, category, title, description, recommendations }: Check, outcome: Outcome): CheckRow {
  const { status, value, evidence, recommendation } = outcome;
  return {
    check_type: id,
    category_id: category,
    status,
    title,
    description,
    value,
    evidence,
    recommendations: recommendation === undefined ? [] : [recommendation, ...recommendations],
  };
}
