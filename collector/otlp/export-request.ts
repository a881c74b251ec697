/**
 * One export request on its way through the pipelines: the bytes, not what they mean. Forwarders send `wire` on exactly as
 * it came; only the store decodes `body`.
 */
export type Signal = 'traces' | 'logs' | 'metrics';
export type Encoding = 'proto' | 'json';

export interface ExportRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  /** The one `Export…ServiceRequest` message, decompressed. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The body as it stood on the socket; the same bytes as `body` where `contentEncoding` is `identity`. */
  readonly wire: { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentEncoding: string };
  /** Spans, log records or data points in it, where somebody counted; `countOf` counts otherwise. */
  readonly items?: number;
  /** When the server took it in, ms since 1970. */
  readonly receivedUnixMs: number;
  /** Component id of the receiver, such as `otlp`. */
  readonly receiver: string;
  readonly transport: 'http' | 'grpc' | 'import';
}

/** Why items of a request were refused; one entry a reason. */
export interface Rejection {
  readonly reason: string;
  readonly count: number;
  /** The first item it happened to, by its place in the request, e.g. `resourceSpans[0].scopeSpans[0].spans[3]`. */
  readonly first: string;
}

export interface ExportResult {
  readonly accepted: number;
  /** Of the accepted, how many stood already with the same content: they changed nothing. */
  readonly duplicates: number;
  readonly rejections: readonly Rejection[];
  /** What forwarders are to send: the request itself, or one encoded anew without the rejected items. */
  readonly forward: ExportRequest;
}

export function rejectedCount({ rejections }: Pick<ExportResult, 'rejections'>): number {
  return rejections.reduce((sum, { count }) => sum + count, 0);
}

export const ITEM_NAMES: Readonly<Record<Signal, string>> = {
  traces: 'spans',
  logs: 'log_records',
  metrics: 'metric_points',
};
