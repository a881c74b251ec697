/**
 * Asks the REST API of the page's own origin. An answer's type is trusted here and nowhere else: it is the server's own
 * contract; what came from a sender is text inside of it.
 */
import type { ErrorBody } from '../../../collector/operations/contract.ts';

export type Params = Readonly<Record<string, string | number | undefined>>;

export interface Ask {
  readonly params?: Params;
  readonly signal?: AbortSignal;
}

/** @throws ApiError; `status` 0 where no server answered. */
export async function fetchJson<T>(path: string, { params, signal }: Ask = {}): Promise<T> {
  return request<T>(buildUrl(path, params), { headers: { accept: 'application/json' }, signal: signal ?? null });
}

/** Changes what the answer then is. @throws ApiError, as `fetchJson`. */
export async function patchJson<T>(path: string, body: object): Promise<T> {
  return request<T>(path, {
    method: 'PATCH',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function request<T>(url: string, settings: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, settings);
  } catch (cause) {
    if (settings.signal?.aborted === true) throw cause;
    throw new ApiError(0, { code: 'no_answer', message: 'The collector does not answer.' }, cause);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  throw new ApiError(response.status, readError(body));
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, message }: ErrorBody['error'], cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.code = code;
  }
}

export function buildUrl(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

function readError(body: unknown): ErrorBody['error'] {
  const error = isRecord(body) ? body['error'] : undefined;
  const [code, message] = isRecord(error) ? [error['code'], error['message']] : [];
  return {
    code: typeof code === 'string' ? code : 'unreadable_answer',
    message: typeof message === 'string' ? message : 'The answer could not be read.',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
