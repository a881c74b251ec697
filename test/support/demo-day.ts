/**
 * A day of the demo in the time of one round: rounds run side by side and all but the last are moved into the past before they
 * are sent, so charts over 24 hours have something to draw. Contents, durations and order stay as the agents made them.
 */
import type { HrTime } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

import { runDemo } from '../../examples/run-demo.ts';
import { createOtlpExporter } from '../../examples/tracing.ts';

export interface DemoDayOptions {
  readonly endpoint: string;
  /** How long before now each round began. */
  readonly hoursAgo: readonly number[];
  /** No waiting between steps; every span is then some milliseconds long. */
  readonly fast?: boolean;
}

export async function sendDemoDay({ endpoint, hoursAgo, fast = false }: DemoDayOptions): Promise<void> {
  const rounds = hoursAgo.map((hours, index) => {
    let session = 0;
    return runDemo({
      endpoint,
      fast,
      seed: index + 1,
      runId: `day-${index + 1}`,
      // Some minutes apart: fifteen sessions that begin in one second do not look like a day.
      createExporter: () => moveIntoPast(createOtlpExporter(endpoint), hours * 3600 + minutesOf(hours, session++) * 60),
    });
  });
  const results = await Promise.all(rounds);
  const failed = results.map(({ exports }) => exports.lastError).find((error) => error !== null);
  if (failed !== undefined) throw new Error(`the demo was not accepted: ${failed}`);
}

/** Always the same, so that two runs give the same picture. The round that is now stays now. */
function minutesOf(hours: number, session: number): number {
  return hours === 0 ? 0 : (session * 17 + hours * 7) % 55;
}

function moveIntoPast(exporter: SpanExporter, seconds: number): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(
        spans.map((span) => moveSpan(span, seconds)),
        done,
      ),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

function moveSpan(span: ReadableSpan, seconds: number): ReadableSpan {
  const move = ([whole, nanos]: HrTime): HrTime => [whole - seconds, nanos];
  const moved = {
    startTime: move(span.startTime),
    endTime: move(span.endTime),
    events: span.events.map((event) => ({ ...event, time: move(event.time) })),
  };
  return Object.create(span, Object.fromEntries(Object.entries(moved).map(([name, value]) => [name, { value }])));
}
