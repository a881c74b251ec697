/**
 * `npm run test:interop`: real SDKs in Node.js and Python talk to a fake model and a real collector, and the collector's numbers
 * must be those of the programs. Python and Go cases need what pip and go reach; without it they are left out, with the reason.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFakeModel } from '../../examples/fake-model.ts';
import { Pace } from '../../examples/pace.ts';
import { checkAnnounced } from './check-announced.ts';
import { checkConnect } from './check-connect.ts';
import { checkConversation, type PythonCase } from './check-conversation.ts';
import { checkDemo } from './check-demo.ts';
import { checkOtelcol } from './check-otelcol.ts';
import { createVenv, type VenvSpec } from './create-venv.ts';
import { SessionReader } from './read-sessions.ts';
import { Report } from './report.ts';
import { runCollector } from './run-collector.ts';
import type { Stage } from './stage.ts';

const LATEST = 'requirements.txt';
const LEGACY = 'requirements-legacy.txt';
const PYTHON_CASES: readonly PythonCase[] = [
  { name: 'openinference', title: 'OpenInference 0.1, openai 3', requirements: LATEST, source: 'attribute' },
  {
    name: 'genai',
    title: 'openai-v2, latest convention on spans and events',
    requirements: LATEST,
    source: 'attribute',
  },
  { name: 'genai-without-id', title: 'openai-v2 without any session id', requirements: LATEST, source: 'history' },
  {
    name: 'genai-legacy',
    title: 'openai-v2, convention 1.30 in log events, openai 1',
    requirements: LEGACY,
    source: 'attribute',
  },
];

process.exitCode = await main();

async function main(): Promise<number> {
  const report = new Report();
  const directory = await mkdtemp(join(tmpdir(), 'live-trace-interop-'));
  const model = await startFakeModel(new Pace(0));
  try {
    await report.runCase('all in one collector', async () => {
      const collector = await runCollector(directory, { name: 'interop' });
      const reader = new SessionReader(collector.restUrl);
      await checkSenders({ report, collector, model, reader }, directory).finally(collector.stop);
    });
    await checkOtelcol(report, directory);
  } finally {
    await model.close();
    await rm(directory, { recursive: true, force: true });
  }
  return report.finish();
}

async function checkSenders(stage: Stage, directory: string): Promise<void> {
  const { report, collector } = stage;
  await report.runCase('Node.js: demo agents', async () => {
    await checkDemo({ ...stage, endpoint: collector.otlpUrl });
  });
  await report.runCase('Node.js: examples/connect-node.mjs', () =>
    checkConnect(stage, { program: process.execPath, file: 'connect-node.mjs' }),
  );
  await checkPython(stage, directory);
}

function venvSpec(directory: string, requirements: string): VenvSpec {
  const file = fileURLToPath(new URL(requirements, import.meta.url));
  return { folder: join(directory, requirements.replace('.txt', '')), requirements: ['-r', file] };
}

async function checkPython(stage: Stage, directory: string): Promise<void> {
  const latest = await createVenv(venvSpec(directory, LATEST));
  // An index that cannot be reached is not tried again: that would only wait for the same time limit.
  const legacy = 'reason' in latest ? latest : await createVenv(venvSpec(directory, LEGACY));
  const withPython = async (title: string, requirements: string, body: (python: string) => Promise<void>) => {
    const venv = requirements === LEGACY ? legacy : latest;
    if ('reason' in venv) stage.report.leaveOut(`Python: ${title}`, venv.reason);
    else await stage.report.runCase(`Python: ${title}`, () => body(venv.python));
  };
  for (const pythonCase of PYTHON_CASES) {
    const { title, requirements } = pythonCase;
    await withPython(title, requirements, (python) => checkConversation(stage, pythonCase, python));
  }
  await withPython('examples/connect-python.py', LATEST, (python) =>
    checkConnect(stage, { program: python, file: 'connect-python.py' }),
  );
  await withPython('examples/announce_spans.py', LATEST, (python) => checkAnnounced(stage, python));
}
