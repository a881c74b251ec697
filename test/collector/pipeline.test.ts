import { describe, expect, it } from 'vitest';

import type { RequestProcessor } from '../../collector/component.ts';
import { CollectorError } from '../../collector/errors.ts';
import type { ExportRequest, ExportResult } from '../../collector/otlp/export-request.ts';
import { createPipeline, fanOut, pipelinesBySignal, type Sink } from '../../collector/pipeline.ts';

function request(text: string): ExportRequest {
  const body = new Uint8Array(Buffer.from(text));
  const wire = { bytes: body, contentEncoding: 'identity' };
  return { signal: 'traces', encoding: 'json', body, wire, receivedUnixMs: 0, receiver: 'otlp', transport: 'http' };
}

const textOf = ({ body }: ExportRequest): string => Buffer.from(body).toString();

function resultOf(forward: ExportRequest, accepted = 1, rejected = 0): ExportResult {
  const rejections = rejected === 0 ? [] : [{ reason: 'no id', count: rejected, first: 'resourceSpans[0]' }];
  return { accepted, duplicates: 0, rejections, forward };
}

interface Told {
  readonly name: string;
  readonly text: string;
  readonly forwards: boolean | undefined;
}

function sink(
  name: string,
  mode: Sink['mode'],
  log: Told[],
  answer: (request: ExportRequest) => ExportResult = resultOf,
): Sink {
  return {
    mode,
    async consume(given, options) {
      log.push({ name, text: textOf(given), forwards: options?.forwards });
      return answer(given);
    },
  };
}

const fails = (code: 'QUEUE_FULL' | 'STORE_UNAVAILABLE') => (): never => {
  throw new CollectorError(code, 'no');
};

function appends(text: string): RequestProcessor {
  return { start: async () => {}, shutdown: async () => {}, process: (given) => request(textOf(given) + text) };
}

describe('a pipeline', () => {
  it('runs its processors in the order written, then records, then forwards what was accepted', async () => {
    const log: Told[] = [];
    const store = sink('store', 'record', log, () => resultOf(request('kept'), 2, 1));
    const pipeline = createPipeline([appends('1'), appends('2')], [sink('forward', 'forward', log), store]);
    const result = await pipeline.consume(request('0'));
    expect(log).toEqual([
      { name: 'store', text: '012', forwards: true },
      { name: 'forward', text: 'kept', forwards: undefined },
    ]);
    expect(result).toMatchObject({ accepted: 2, rejections: [{ count: 1 }] });
  });

  it('tells the store when nobody will forward', async () => {
    const log: Told[] = [];
    await createPipeline([], [sink('store', 'record', log)]).consume(request('x'));
    expect(log).toMatchObject([{ forwards: false }]);
  });

  it('answers with the record although a forwarder takes nothing more', async () => {
    const log: Told[] = [];
    const exporters = [
      sink('store', 'record', log),
      sink('full', 'forward', log, fails('QUEUE_FULL')),
      sink('other', 'forward', log),
    ];
    await expect(createPipeline([], exporters).consume(request('x'))).resolves.toMatchObject({ accepted: 1 });
    expect(log.map(({ name }) => name)).toEqual(['store', 'full', 'other']);
  });

  it('forwards nothing that was not recorded', async () => {
    const log: Told[] = [];
    const exporters = [sink('store', 'record', log, fails('STORE_UNAVAILABLE')), sink('forward', 'forward', log)];
    await expect(createPipeline([], exporters).consume(request('x'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(log.map(({ name }) => name)).toEqual(['store']);
  });

  it('forwards no request of which nothing is left', async () => {
    const log: Told[] = [];
    const store = sink('store', 'record', log, (given) => resultOf(given, 0, 3));
    await createPipeline([], [store, sink('forward', 'forward', log)]).consume(request('x'));
    expect(log.map(({ name }) => name)).toEqual(['store']);
  });

  it('asks no exporter when a processor refuses', async () => {
    const log: Told[] = [];
    const refusing = { ...appends(''), process: fails('QUEUE_FULL') };
    await expect(
      createPipeline([refusing], [sink('store', 'record', log)]).consume(request('x')),
    ).rejects.toMatchObject({
      code: 'QUEUE_FULL',
    });
    expect(log).toEqual([]);
  });

  it('tells its processors how many items they passed on, counted by whoever took or refused the request', async () => {
    const told: [string, number][] = [];
    const processor = { ...appends(''), passedOn: (signal: string, items: number) => void told.push([signal, items]) };
    const through = (answer: (given: ExportRequest) => ExportResult, given = request('x')) =>
      createPipeline([processor], [sink('store', 'record', [], answer)]).consume(given);
    await through((given) => resultOf(given, 2, 3));
    const refusal = new CollectorError('STORE_UNAVAILABLE', 'no', { items: 4 });
    const refuse = (): never => {
      throw refusal;
    };
    await expect(through(refuse)).rejects.toBe(refusal);
    const three = request('{"resourceSpans":[{"scopeSpans":[{"spans":[{},{},{}]}]}]}');
    await expect(through(fails('QUEUE_FULL'), three)).rejects.toMatchObject({ code: 'QUEUE_FULL', items: 3 });
    expect(told).toEqual([
      ['traces', 5],
      ['traces', 4],
      ['traces', 3],
    ]);
  });

  it('without a record, answers what the forwarders answer', async () => {
    const log: Told[] = [];
    const taking = createPipeline([], [sink('a', 'forward', log, (given) => resultOf(given, 7))]);
    await expect(taking.consume(request('x'))).resolves.toMatchObject({ accepted: 7 });
    const refusing = createPipeline([], [sink('a', 'forward', log), sink('b', 'forward', log, fails('QUEUE_FULL'))]);
    await expect(refusing.consume(request('x'))).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  });
});

describe('several pipelines of one receiver', () => {
  /** As a store does that hands the bytes to another thread. */
  const givesAway = (given: ExportRequest): ExportResult => {
    structuredClone(given.body, { transfer: [given.body.buffer] });
    return resultOf(given);
  };

  it('gives each the request as it came, whatever another does with its bytes', async () => {
    const log: Told[] = [];
    const record = createPipeline([appends('!')], [sink('store', 'record', log, givesAway)]);
    const stealing = sink('stealing', 'record', log, givesAway);
    const raw = createPipeline([], [sink('raw', 'forward', log)]);
    await fanOut([raw, record, stealing, sink('last', 'record', log)]).consume(request('x'));
    expect(log.map(({ name, text }) => `${name} ${text}`)).toEqual(['store x!', 'stealing x', 'last x', 'raw x']);
  });

  it('answers with the record although a pipeline that only forwards fails', async () => {
    const log: Told[] = [];
    const both = fanOut([
      sink('raw', 'forward', log, fails('QUEUE_FULL')),
      sink('store', 'record', log, (given) => resultOf(given, 5)),
    ]);
    await expect(both.consume(request('x'))).resolves.toMatchObject({ accepted: 5 });
  });

  it('fails when any of those that record fails', async () => {
    const both = fanOut([sink('a', 'record', []), sink('b', 'record', [], fails('STORE_UNAVAILABLE'))]);
    await expect(both.consume(request('x'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('finds the pipelines of a signal by the first part of their ids', async () => {
    const log: Told[] = [];
    const pipelines = new Map(['traces', 'traces/raw', 'logs'].map((id) => [id, sink(id, 'record', log)]));
    const next = pipelinesBySignal(['traces', 'traces/raw'], pipelines);
    await next('traces')?.consume(request('x'));
    expect(log.map(({ name }) => name)).toEqual(['traces', 'traces/raw']);
    expect(next('logs')).toBeUndefined();
    expect(next('metrics')).toBeUndefined();
  });
});
