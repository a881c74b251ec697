/**
 * Brings OTLP from files into the configured store: JSON (a request, a list of requests, or one a line) and protobuf
 * (`.binpb`). Requests go in as their bytes stand in the file.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { systemClock } from '../clock.ts';
import { CollectorError } from '../errors.ts';
import { ITEM_NAMES, type ExportResult, type Signal } from '../otlp/export-request.ts';
import type { Store } from '../store.ts';
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_OK, UsageError, type Command, type CommandContext } from './command.ts';
import { explain } from './explain.ts';
import { withStore } from './open-store.ts';
import { CONFIG_OPTIONS, readConfig } from './read-config.ts';
import { splitRequests, type FoundRequest } from './split-requests.ts';

const OPTIONS = { ...CONFIG_OPTIONS, signal: { type: 'string', default: 'traces' } } as const;

export const command: Command = {
  about: 'brings OTLP JSON, JSON lines or protobuf files into the configured store',
  usage:
    'live-trace import FILE… [--config FILE]… [--set key.path=value]… [--signal traces|logs|metrics, of .binpb files]',
  async run(context) {
    const { values, positionals } = parseArgs({ args: [...context.args], options: OPTIONS, allowPositionals: true });
    const signal = (['traces', 'logs', 'metrics'] as const).find((one) => one === values.signal);
    if (signal === undefined) throw new UsageError(`--signal ${values.signal}: expected traces, logs or metrics`);
    if (positionals.length === 0) throw new UsageError('import needs a file');
    const config = readConfig(values, context);
    if (config === undefined) return EXIT_BAD_INPUT;
    return withStore(config, context, async (store) => {
      let worst = EXIT_OK;
      for (const file of positionals) worst = Math.max(worst, await importFile({ file, signal, store, context }));
      return worst;
    });
  },
};

interface ImportTask {
  readonly file: string;
  /** Of protobuf files, which do not say. */
  readonly signal: Signal;
  readonly store: Store;
  readonly context: CommandContext;
}

async function importFile({ file, signal, store, context }: ImportTask): Promise<number> {
  let found: readonly FoundRequest[];
  try {
    found = splitRequests(await readFile(file), { isProto: /\.(?:binpb|pb|bin)$/.test(file), protoSignal: signal });
  } catch (error) {
    context.complain(`${file}: ${explain(error)}`);
    return EXIT_BAD_INPUT;
  }
  let worst = EXIT_OK;
  const totals = new Map<Signal, Totals>();
  for (const request of found) {
    try {
      const result = await store.write(exportRequest(request), { forwards: false });
      addTo(totals, request.signal, result);
      for (const { reason, count, first } of result.rejections) {
        context.complain(`${file}${request.place}: ${count} rejected: ${explain(reason)} (${explain(first)})`);
        worst = Math.max(worst, EXIT_FAILED);
      }
    } catch (error) {
      context.complain(`${file}${request.place}: ${explain(error)}`);
      const isInput = error instanceof CollectorError && error.code === 'INVALID_REQUEST';
      worst = Math.max(worst, isInput ? EXIT_BAD_INPUT : EXIT_FAILED);
    }
  }
  for (const [of, { accepted, duplicates, rejected }] of totals) {
    context.print(
      `${file}: ${accepted} ${ITEM_NAMES[of]} accepted (${duplicates} known already), ${rejected} rejected`,
    );
  }
  return worst;
}

interface Totals {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

function addTo(totals: Map<Signal, Totals>, signal: Signal, { accepted, duplicates, rejections }: ExportResult): void {
  const before = totals.get(signal) ?? { accepted: 0, duplicates: 0, rejected: 0 };
  totals.set(signal, {
    accepted: before.accepted + accepted,
    duplicates: before.duplicates + duplicates,
    rejected: before.rejected + rejections.reduce((sum, { count }) => sum + count, 0),
  });
}

function exportRequest({ signal, encoding, bytes }: FoundRequest) {
  return {
    signal,
    encoding,
    body: bytes,
    wire: { bytes, contentEncoding: 'identity' },
    receivedUnixMs: systemClock.nowMs(),
    receiver: 'import',
    transport: 'import',
  } as const;
}
