/** Starts Genkit's telemetry server: `node start-genkit.ts INSTALLED DIRECTORY PORT`. Its ES module build cannot be imported. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Genkit {
  readonly LocalFileTraceStore: new (options: object) => object;
  readonly LocalFileLogStore: new (options: object) => object;
  readonly startTelemetryServer: (options: object) => Promise<void>;
}

const [installed = '', directory = '', port = ''] = process.argv.slice(2);
const load = createRequire(join(installed, 'package.json'));
const { LocalFileTraceStore, LocalFileLogStore, startTelemetryServer } = load('@genkit-ai/telemetry-server') as Genkit;

const storeRoot = join(directory, 'store');
const indexRoot = join(directory, 'index');
await startTelemetryServer({
  port: Number(port),
  traceStore: new LocalFileTraceStore({ storeRoot, indexRoot }),
  logStore: new LocalFileLogStore({ storeRoot, indexRoot }),
});
