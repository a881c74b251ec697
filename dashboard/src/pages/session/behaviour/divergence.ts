/** Where a session leaves the way of those most like it, in words, and the steps around that place. */
import type { Divergence, SessionSteps } from '../../../../../collector/operations/contract.ts';
import { formatCount } from '../../../format/count.ts';
import { formatPercent } from '../../../format/percent.ts';
import { nameOf } from '../../../format/text-of.ts';
import { describeOrigin, parseStep } from '../../../ui/step-name.ts';

/** `Around step 5 it calls send_email; sessions like it call read_mail (80 %) or end (20 %).` */
export function describeDivergence({ step, actual, expected }: Divergence): string {
  const does = actual === null ? 'it ends' : `it calls ${nameStep(actual)}`;
  const others = expected.map(({ step: other, share }) => {
    return `${other === null ? 'end' : `call ${nameStep(other)}`} (${formatPercent(share)})`;
  });
  const like = others.length === 0 ? '' : `; sessions like it ${others.join(' or ')}`;
  return `Around step ${formatCount(step + 1)} ${does}${like}.`;
}

function nameStep(token: string): string {
  const { name, origin } = parseStep(token);
  return origin === '' ? nameOf(name) : `${nameOf(name)} with ${origin}`;
}

export interface StepRow {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  readonly origin: string;
  readonly failed: boolean;
  readonly durationMs: number | null;
  readonly spanId: string | null;
  readonly isDivergence: boolean;
}

/** @param around the place from 0; all steps where it is null */
export function listSteps({ steps }: Pick<SessionSteps, 'steps'>, around: number | null): StepRow[] {
  return steps.map(({ name, provenance, failed, duration_ms, span_id }, index) => ({
    number: index + 1,
    name,
    origin: describeOrigin(provenance),
    failed,
    durationMs: duration_ms,
    spanId: span_id,
    isDivergence: index === around,
  }));
}

const BEFORE = 3;
const AFTER = 4;

/** The part of a list around a place, so that forty equal steps do not hide it. */
export function cutAround<T>(
  rows: readonly T[],
  around: number | null,
): { readonly shown: readonly T[]; readonly first: number } {
  if (rows.length <= BEFORE + AFTER + 3) return { shown: rows, first: 0 };
  const middle = Math.min(around ?? 0, rows.length - 1);
  const first = Math.max(middle - BEFORE, 0);
  return { shown: rows.slice(first, middle + AFTER + 1), first };
}
