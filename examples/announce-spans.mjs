// Announces spans to Live Trace when they begin, so that a long call is on the page while it runs. Copy this file beside yours:
//
//   import { AnnounceSpans } from './announce-spans.mjs';
//   const announced = new AnnounceSpans(new OTLPTraceExporter({ url: 'http://localhost:4318/v1/traces' }));
//   new NodeSDK({ spanProcessors: [announced, new BatchSpanProcessor(yourExporter)] });
//
// The announcements have an exporter of their own: other backends take every span for one that has ended. The ended span comes
// by your own exporter and takes the place of its announcement. Nothing here ever waits for the network: what does not fit
// into the queue, or fails, is dropped and counted in `dropped`. Spans shorter than `delayMs` are not announced.
import { context, createContextKey } from '@opentelemetry/api';

/** As `suppressTracing` of `@opentelemetry/core` sets it, which is not everywhere there to be imported. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

export class AnnounceSpans {
  dropped = 0;
  #exporter;
  #settings;
  /** Begun, and neither announced nor ended; by span, in order of start. */
  #begun = new Set();
  #timer;
  #isSending = false;

  constructor(exporter, { delayMs = 200, queueLengthMax = 2048, batchLengthMax = 64 } = {}) {
    this.#exporter = exporter;
    this.#settings = { delayMs, queueLengthMax, batchLengthMax };
  }

  onStart(span) {
    if ((span.spanContext().traceFlags & 1) === 0) return; // Not sampled: its end will not come either.
    if (this.#begun.size >= this.#settings.queueLengthMax) this.dropped += 1;
    else this.#begun.add(span);
    this.#schedule();
  }

  onEnd(span) {
    this.#begun.delete(span);
  }

  forceFlush() {
    return Promise.resolve(); // An announcement is worth nothing to who waits for it.
  }

  shutdown() {
    clearTimeout(this.#timer);
    this.#begun.clear();
    return this.#exporter.shutdown();
  }

  #schedule() {
    if (this.#timer !== undefined || this.#isSending || this.#begun.size === 0) return;
    this.#timer = setTimeout(() => this.#send(), this.#settings.delayMs);
    this.#timer.unref?.(); // Keeps no process alive.
  }

  #send() {
    this.#timer = undefined;
    const batch = [...this.#begun].slice(0, this.#settings.batchLengthMax);
    for (const span of batch) this.#begun.delete(span);
    if (batch.length === 0) return;
    this.#isSending = true;
    const sent = ({ code }) => {
      if (code !== 0) this.dropped += batch.length;
      this.#isSending = false;
      this.#schedule();
    };
    // Where HTTP is instrumented, sending would make a span, which would be announced, and so for ever.
    const untraced = context.active().setValue(SUPPRESS_TRACING, true);
    context.with(untraced, () => this.#exporter.export(batch.map(announce), sent));
  }
}

/** The span as it is now, without an end: Live Trace shows it as running. */
function announce(span) {
  return Object.create(span, {
    ended: { value: false },
    endTime: { value: [0, 0] },
    duration: { value: [0, 0] },
    attributes: { value: { ...span.attributes, 'live_trace.span.announced': true } },
  });
}
