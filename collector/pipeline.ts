/**
 * The way of a request: processors in the order written, then the exporters. Those that record go first and their answer
 * is the sender's; forwarders get what was accepted, and cannot fail a request that is already kept: the sender would send
 * it again.
 */
import type {
  ConfiguredAnalysis,
  ConsumeOptions,
  Exporter,
  RequestConsumer,
  RequestProcessor,
  SessionsPipeline,
} from './component.ts';
import { typeOf } from './config/grammar.ts';
import { rejectedCount, type ExportRequest, type ExportResult, type Signal } from './otlp/export-request.ts';
import { countOf, countRefused } from './otlp/scan-item-count.ts';

/** An exporter, or a whole pipeline where a receiver feeds several. */
export interface Sink extends RequestConsumer {
  readonly mode: 'record' | 'forward';
}

export function createPipeline(processors: readonly RequestProcessor[], exporters: readonly Sink[]): Sink {
  const [recorders, forwarders] = byMode(exporters);
  return {
    mode: recorders.length > 0 ? 'record' : 'forward',
    async consume(request, options) {
      const processed = processors.reduce((at, processor) => processor.process(at), request);
      const passedOn = (items: number): void => {
        for (const processor of processors) processor.passedOn?.(processed.signal, items);
      };
      try {
        const result = await consumeProcessed(processed, options);
        passedOn(result.accepted + rejectedCount(result));
        return result;
      } catch (thrown) {
        const error = countRefused(thrown, processed);
        passedOn(error.items ?? 0);
        throw error;
      }
    },
  };

  async function consumeProcessed(request: ExportRequest, options: ConsumeOptions | undefined): Promise<ExportResult> {
    if (recorders.length === 0) return forwardToAll(forwarders, { ...request, items: countOf(request) });
    const forwards = forwarders.length > 0 || (options?.forwards ?? false);
    const result = await recordInAll(recorders, request, { forwards });
    if (hasContent(result) && !isAllWithheld(result)) await forwardKept(forwarders, result.forward);
    return result;
  }
}

/** The way of an analysis: whoever runs it hands its outcome to the exporters, one after the other. */
export function createSessionsPipeline(
  analyses: readonly ConfiguredAnalysis[],
  exporters: readonly Pick<Exporter, 'consumeAnalysis'>[],
): SessionsPipeline {
  return {
    analyses,
    async consumeAnalysis(analysis) {
      for (const exporter of exporters) await exporter.consumeAnalysis?.(analysis);
    },
  };
}

/** What a receiver is given: the pipeline, or pipelines, of each signal among those that list it. */
export function pipelinesBySignal(
  ids: readonly string[],
  pipelines: ReadonlyMap<string, Sink>,
): (signal: Signal) => Sink | undefined {
  const bySignal = new Map(
    (['traces', 'logs', 'metrics'] as const).map((signal) => {
      const sinks = ids.filter((id) => typeOf(id) === signal).flatMap((id) => pipelines.get(id) ?? []);
      return [signal, sinks.length === 0 ? undefined : fanOut(sinks)];
    }),
  );
  return (signal) => bySignal.get(signal);
}

/**
 * Several pipelines behind one receiver. Each gets bytes of its own, because a store may hand them to another thread and a
 * pipeline's processors change only what goes through it.
 */
export function fanOut(pipelines: readonly Sink[]): Sink {
  const [recorders, forwarders] = byMode(pipelines);
  const [first, ...others] = [...recorders, ...forwarders];
  if (first === undefined) throw new Error('a fan-out needs a pipeline');
  if (others.length === 0) return first;
  return {
    mode: first.mode,
    async consume(request, options) {
      const copies = others.map((sink) => ({ sink, copy: copyRequest(request) }));
      const result = await first.consume(request, options);
      for (const { sink, copy } of copies) {
        const consumed = sink.consume(copy, options);
        await (sink.mode === 'record' || first.mode === 'forward' ? consumed : consumed.catch(ignoreCounted));
      }
      return result;
    },
  };
}

function byMode(sinks: readonly Sink[]): [recorders: readonly Sink[], forwarders: readonly Sink[]] {
  return [sinks.filter(({ mode }) => mode === 'record'), sinks.filter(({ mode }) => mode === 'forward')];
}

async function recordInAll(
  recorders: readonly Sink[],
  request: ExportRequest,
  { forwards }: ConsumeOptions,
): Promise<ExportResult> {
  let result: ExportResult | undefined;
  for (const [index, recorder] of recorders.entries()) {
    const isLast = index === recorders.length - 1;
    const next = await recorder.consume(result?.forward ?? request, { forwards: forwards || !isLast });
    // The first one's answer stands: what it rejected the others never saw.
    result = result === undefined ? next : { ...result, forward: next.forward };
  }
  if (result === undefined) throw new Error('nobody records');
  return result;
}

/** Nobody keeps it, so the sender must know of every failure, also where it means that one forwarder gets it twice. */
async function forwardToAll(forwarders: readonly Sink[], request: ExportRequest): Promise<ExportResult> {
  const outcomes = await Promise.allSettled(forwarders.map((forwarder) => forwarder.consume(request)));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  const [first] = outcomes;
  if (first?.status !== 'fulfilled') throw new Error('a pipeline needs an exporter');
  return first.value;
}

async function forwardKept(forwarders: readonly Sink[], request: ExportRequest): Promise<void> {
  await Promise.all(forwarders.map((forwarder) => forwarder.consume(request).catch(ignoreCounted)));
}

/** The forwarder has counted and logged why it does not take it. */
function ignoreCounted(): void {}

function hasContent({ accepted, rejections }: ExportResult): boolean {
  return accepted > 0 || rejections.length === 0;
}

/** Spans that only announce others are for the store. */
function isAllWithheld({ accepted, forward }: ExportResult): boolean {
  return accepted > 0 && forward.items === 0;
}

function copyRequest(request: ExportRequest): ExportRequest {
  const { body, wire } = request;
  const copy = body.slice();
  return { ...request, body: copy, wire: { ...wire, bytes: wire.bytes === body ? copy : wire.bytes.slice() } };
}
