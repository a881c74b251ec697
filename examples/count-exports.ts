/**
 * Counts what an exporter could not deliver. The SDK only logs it, and only where a diagnostic logger is set, so a demo that
 * sends to nobody would look like one that works.
 */
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

export interface ExportCounts {
  sentSpans: number;
  lostSpans: number;
  lastError: string | null;
}

export function countExports(exporter: SpanExporter, counts: ExportCounts): SpanExporter {
  return {
    export(spans: ReadableSpan[], done) {
      exporter.export(spans, (result) => {
        if (result.error === undefined) {
          counts.sentSpans += spans.length;
        } else {
          counts.lostSpans += spans.length;
          counts.lastError = result.error.message;
        }
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
