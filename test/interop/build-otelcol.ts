/** The reference Collector with OTLP in and out, built from its own builder in a temporary directory, or the reason why not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

const VERSION = 'v0.165.0';
const MODULES = 'go.opentelemetry.io/collector';
/** Measured on two cores without a cache: 15 s and 70 s. */
const INSTALL_LIMIT_MS = 60_000;
const BUILD_LIMIT_MS = 150_000;

export type Otelcol = { readonly program: string } | { readonly reason: string };

export async function buildOtelcol(directory: string): Promise<Otelcol> {
  const env = { GOBIN: directory };
  const args = ['install', `${MODULES}/cmd/builder@${VERSION}`];
  const installed = await runCommand({ program: 'go', args, env, timeLimitMs: INSTALL_LIMIT_MS });
  if (installed.code !== 0) return { reason: `go install did not work: ${lastLine(installed.stderr)}` };
  const output = join(directory, 'otelcol');
  const config = join(directory, 'otelcol-builder.yaml');
  await writeFile(
    config,
    `dist: { name: otelcol, output_path: ${JSON.stringify(output)} }
receivers: [{ gomod: ${MODULES}/receiver/otlpreceiver ${VERSION} }]
exporters:
  - gomod: ${MODULES}/exporter/otlpexporter ${VERSION}
  - gomod: ${MODULES}/exporter/otlphttpexporter ${VERSION}
`,
  );
  const builder = join(directory, 'builder');
  const built = await runCommand({ program: builder, args: ['--config', config], timeLimitMs: BUILD_LIMIT_MS });
  if (built.code !== 0) return { reason: `the Collector did not build: ${lastLine(built.stderr)}` };
  return { program: join(output, 'otelcol') };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
