/**
 * OTLP/HTTP: reads a request off the wire, hands it to the pipeline of its signal and answers in the request's own encoding.
 * It decodes nothing; the one thing to get wrong is the status, since a sender drops what is answered with a 500.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { ReceiverSettings, RequestConsumer } from '../../component.ts';
import { openDoor, type Door } from '../../doors/open-door.ts';
import { CollectorError } from '../../errors.ts';
import { ITEM_NAMES, rejectedCount, type ExportResult, type Signal } from '../../otlp/export-request.ts';
import { describeRejections, encodeExportResponse } from '../../otlp/export-response.ts';
import { countRefused } from '../../otlp/scan-item-count.ts';
import type { HttpConfig } from './config.ts';
import { contentTypeOf } from './content-type.ts';
import { InFlight } from './in-flight.ts';
import { readRequest } from './read-request.ts';
import { renderStatus } from './render-status.ts';

export function openHttpDoor(config: HttpConfig, settings: ReceiverSettings): Promise<Door> {
  const labels = { receiver: settings.id, transport: 'http' };
  const inFlight = new InFlight({
    maxRequestBytes: config.max_request_body_size,
    maxInFlightBytes: config.max_requests_in_flight_bytes,
    counters: settings.counters,
    labels,
  });
  const paths: [Signal, string][] = [
    ['traces', config.traces_url_path],
    ['logs', config.logs_url_path],
    ['metrics', config.metrics_url_path],
  ];
  return openDoor({
    name: 'OTLP/HTTP',
    config,
    settings,
    renderError: renderStatus,
    routes(app) {
      for (const [signal, path] of paths) {
        app.post(path, (request, reply) => answerExport({ signal, settings, inFlight, labels }, request, reply));
      }
      if (paths.every(([, path]) => path !== '/')) app.post('/', () => explainPaths(paths));
    },
  });
}

interface Route {
  readonly signal: Signal;
  readonly settings: ReceiverSettings;
  readonly inFlight: InFlight;
  readonly labels: { readonly receiver: string; readonly transport: string };
}

async function answerExport(route: Route, { raw }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { signal, settings, inFlight, labels } = route;
  settings.counters.add('otelcol_receiver_requests', labels);
  const pipeline = settings.next(signal);
  if (pipeline === undefined) {
    throw new CollectorError('NOT_FOUND', `no ${signal} pipeline lists the receiver ${settings.id}`);
  }
  const held = inFlight.open();
  try {
    const request = await readRequest(raw, { signal, settings, held });
    const result = await consumeCounted(route, pipeline, request);
    const rejected = rejectedCount(result);
    const message = rejected === 0 ? '' : describeRejections(result.rejections);
    const answer = encodeExportResponse(signal, request.encoding, { rejected, message });
    return await reply.header('content-type', contentTypeOf(request.encoding)).send(Buffer.from(answer));
  } finally {
    held.release();
  }
}

async function consumeCounted(
  { signal, settings, labels }: Route,
  pipeline: RequestConsumer,
  request: Parameters<RequestConsumer['consume']>[0],
): Promise<ExportResult> {
  const items = ITEM_NAMES[signal];
  try {
    const result = await pipeline.consume(request);
    settings.counters.add(`otelcol_receiver_accepted_${items}`, labels, result.accepted);
    for (const { reason, count } of result.rejections) {
      settings.counters.add('live_trace_receiver_rejected_items', { ...labels, signal, reason }, count);
    }
    return result;
  } catch (thrown) {
    const error = countRefused(thrown, request);
    settings.counters.add(`otelcol_receiver_refused_${items}`, labels, error.items);
    throw error;
  }
}

/** Where SDKs post whose `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` has no path: they take it verbatim. */
function explainPaths(paths: readonly [Signal, string][]): never {
  const list = paths.map(([signal, path]) => `${path} for ${signal}`).join(', ');
  throw new CollectorError(
    'NOT_FOUND',
    `OTLP is taken at ${list}: OTEL_EXPORTER_OTLP_ENDPOINT gets the path appended, the per-signal variables need it written out`,
  );
}
