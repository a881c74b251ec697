/**
 * The recordings of real SDKs in `test/fixtures/otlp`: `<name>.binpb` or `.json` holds the traces, `<name>-logs.*` the logs,
 * `<name>.ledger.json` what the model was really asked and answered, `<name>.opt-outs.json` what the SDK itself leaves out.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Encoding, Signal } from '../../collector/otlp/export-request.ts';
import type { Ledger } from '../fixtures/record/fake-provider/ledger.ts';

export const RECORDINGS = join(import.meta.dirname, '../fixtures/otlp');

const RECORDED = /^(.+?)(-logs)?\.(binpb|json)$/;
const BESIDE = /\.(ledger|opt-outs)\.json$/;

export interface RecordedRequest {
  readonly file: string;
  readonly name: string;
  readonly signal: Signal;
  readonly encoding: Encoding;
}

export function listRecordedRequests(): readonly RecordedRequest[] {
  return readdirSync(RECORDINGS)
    .filter((file) => !BESIDE.test(file))
    .sort()
    .flatMap((file) => {
      const [, name, logs, ending] = RECORDED.exec(file) ?? [];
      if (name === undefined) return [];
      return [{ file, name, signal: logs ? ('logs' as const) : ('traces' as const), encoding: encodingOf(ending) }];
    });
}

function encodingOf(ending: string | undefined): Encoding {
  return ending === 'json' ? 'json' : 'proto';
}

export function listLedgers(): readonly string[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.ledger.json'))
    .map((file) => file.slice(0, -'.ledger.json'.length))
    .sort();
}

export function readLedger(name: string): Ledger {
  return JSON.parse(readFileSync(join(RECORDINGS, `${name}.ledger.json`), 'utf8')) as Ledger;
}

/** Aspect → why no reading of this recording can get it right. */
export function readOptOuts(name: string): Readonly<Record<string, string>> {
  const file = join(RECORDINGS, `${name}.opt-outs.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}
