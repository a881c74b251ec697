/**
 * Checks the parameters of an operation. A name that is not known is refused, because a filter that is quietly ignored
 * answers with rows that nobody asked for.
 */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';

/** @throws CollectorError INVALID_REQUEST */
export function parseParams<P extends z.ZodObject>(schema: P, given: ReadonlyMap<string, unknown>): z.output<P> {
  const known = Object.keys(schema.shape);
  for (const name of given.keys()) {
    if (known.includes(name)) continue;
    const takes = known.length === 0 ? 'no parameters' : known.join(', ');
    throw new CollectorError('INVALID_REQUEST', `unknown parameter ${quote(name)}; this takes ${takes}`);
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CollectorError(
    'INVALID_REQUEST',
    `parameter ${String(issue?.path[0])}: ${issue?.message ?? 'is not valid'}`,
  );
}

const NAME_LENGTH_MAX = 60;

function quote(name: string): string {
  return JSON.stringify(name.length > NAME_LENGTH_MAX ? `${name.slice(0, NAME_LENGTH_MAX)}…` : name);
}

/** A whole number that a query writes as text; in JSON it stands as a number. */
export function integerParam(range: { readonly min: number; readonly max: number }) {
  return z.preprocess(
    (given) => (typeof given === 'string' && /^[0-9]{1,15}$/.test(given) ? Number(given) : given),
    z.int(`expected a whole number from ${range.min} to ${range.max}`).min(range.min).max(range.max),
  );
}

/** A number that a query writes as a decimal. */
export function numberParam(range: { readonly min: number; readonly max: number }) {
  return z.preprocess(
    (given) => (typeof given === 'string' && /^[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(given) ? Number(given) : given),
    z.number(`expected a number from ${range.min} to ${range.max}`).min(range.min).max(range.max),
  );
}

export const instantParam = z.iso.datetime({
  offset: true,
  error: 'expected an ISO 8601 time such as 2026-03-01T12:00:00Z',
});

/** What somebody types to find it in contents; longer than any sentence that anybody remembers. */
export const searchParam = z.string().max(1000);

export const LIST_LIMIT_DEFAULT = 50;
export const LIST_LIMIT_MAX = 500;

export const limitParam = integerParam({ min: 1, max: LIST_LIMIT_MAX }).default(LIST_LIMIT_DEFAULT);
/** Of lists of checks: six runs of sixteen. */
export const checksLimitParam = integerParam({ min: 1, max: LIST_LIMIT_MAX }).default(100);
export const offsetParam = integerParam({ min: 0, max: 1_000_000_000 }).default(0);
export const idParam = z.string().min(1).max(1000);
