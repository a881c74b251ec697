/**
 * Every failure a caller can meet has a code here, and this table is the only place that knows what a code means to HTTP,
 * to gRPC and to a sender deciding whether to try again. OTLP retries 429, 502, 503 and 504 only, so what will pass
 * later must never become a 500: the sender would drop its spans.
 */
interface ErrorMeaning {
  readonly http: number;
  /** Numeric `google.rpc.Code`. */
  readonly grpc: number;
  readonly retryable: boolean;
}

const MEANINGS = {
  INVALID_REQUEST: { http: 400, grpc: 3, retryable: false },
  UNAUTHENTICATED: { http: 401, grpc: 16, retryable: false },
  FORBIDDEN: { http: 403, grpc: 7, retryable: false },
  NOT_FOUND: { http: 404, grpc: 5, retryable: false },
  METHOD_NOT_ALLOWED: { http: 405, grpc: 12, retryable: false },
  CONFLICT: { http: 409, grpc: 10, retryable: false },
  TOO_LARGE: { http: 413, grpc: 8, retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, grpc: 12, retryable: false },
  QUEUE_FULL: { http: 503, grpc: 14, retryable: true },
  MEMORY_LIMIT: { http: 503, grpc: 14, retryable: true },
  STORE_UNAVAILABLE: { http: 503, grpc: 14, retryable: true },
  SHUTTING_DOWN: { http: 503, grpc: 14, retryable: true },
  INTERNAL: { http: 500, grpc: 13, retryable: false },
} as const satisfies Record<string, ErrorMeaning>;

export type ErrorCode = keyof typeof MEANINGS;

interface CollectorErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterS?: number;
  readonly items?: number | undefined;
}

export class CollectorError extends Error {
  readonly code: ErrorCode;
  /** For retryable codes: when to come back. */
  readonly retryAfterS: number;
  /** How many spans, log records or data points the refused request had; said by the first who counts them. */
  items: number | undefined;

  constructor(code: ErrorCode, message: string, options: CollectorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CollectorError';
    this.code = code;
    this.retryAfterS = options.retryAfterS ?? 1;
    this.items = options.items;
  }
}

export function errorMeaning(code: ErrorCode): ErrorMeaning {
  return MEANINGS[code];
}

/** Wraps what was thrown without a code; its text stays inside, because it may quote what a stranger sent. */
export function toCollectorError(thrown: unknown): CollectorError {
  if (thrown instanceof CollectorError) return thrown;
  return new CollectorError('INTERNAL', 'internal error', { cause: thrown });
}
