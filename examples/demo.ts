/**
 * `npm run demo`: realistic agent sessions through the OpenTelemetry SDK to a running collector, or to one that it starts and
 * stops again. No key, no network: the model is on loopback.
 */
import { parseArgs } from 'node:util';
import { findCollector, type FoundCollector } from './find-collector.ts';
import { runDemo, SESSIONS_DEFAULT, type DemoResult, type DemoSession } from './run-demo.ts';

const USAGE = `npm run demo -- [options]
  --seed N       same seed, same conversations (1)
  --sessions N   sessions per agent (${SESSIONS_DEFAULT})
  --fast         no waiting between steps
  --loop         again and again until Ctrl-C
OTEL_EXPORTER_OTLP_ENDPOINT names the collector (http://localhost:4318).`;

const DASHBOARD = 'http://localhost:7100';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${USAGE}\n`);
    return 2;
  }
  if (options.help) {
    say(USAGE);
    return 0;
  }
  const stop = new AbortController();
  // Not `once`: a terminal's Ctrl-C reaches npm and this process, npm passes it on, and the second one would kill the drain.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const collector = await findCollector(process.env['OTEL_EXPORTER_OTLP_ENDPOINT'], stop.signal);
  if (typeof collector === 'string') {
    process.stderr.write(`${collector}\n`);
    return 1;
  }
  try {
    return await sendSessions(collector, options, stop.signal);
  } finally {
    await collector.stop();
  }
}

interface Options {
  readonly seed: number;
  readonly sessions: number;
  readonly fast: boolean;
  readonly loop: boolean;
  readonly help: boolean;
}

/** The options, or what is wrong with them. */
function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        sessions: { type: 'string', default: String(SESSIONS_DEFAULT) },
        fast: { type: 'boolean', default: false },
        loop: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [seed, sessions] = [Number(values.seed), Number(values.sessions)];
    if (!Number.isSafeInteger(seed)) return `--seed ${values.seed} is not a whole number`;
    if (!Number.isSafeInteger(sessions) || sessions < 1)
      return `--sessions ${values.sessions} is not a positive number`;
    return { ...values, seed, sessions };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function sendSessions(collector: FoundCollector, options: Options, signal: AbortSignal): Promise<number> {
  const { fast, sessions } = options;
  say(`sending ${sessions} sessions of each agent to ${collector.endpoint}`);
  let lost = false;
  try {
    for (let round = 0; round === 0 || options.loop; round += 1) {
      const settings = { endpoint: collector.endpoint, seed: options.seed + round, sessions, fast, signal };
      const result = await runDemo({ ...settings, onSession: (session) => say(describeSession(session)) });
      say(describeTotals(result));
      lost ||= result.exports.lastError !== null;
    }
    say(`dashboard  ${DASHBOARD}`);
    if (collector.started) {
      say('the collector keeps running; Ctrl-C stops it');
      await stopped(signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return lost ? 1 : 0;
}

function describeSession({ id, modelCalls, toolCalls, inputTokens, outputTokens, errors }: DemoSession): string {
  const failed = errors === 0 ? '' : `  ${errors} failed`;
  const calls = `${count(modelCalls, 3)} model calls  ${count(toolCalls, 3)} tool calls`;
  return `${id.padEnd(32)}${calls}  ${count(inputTokens, 7)} in  ${count(outputTokens, 6)} out${failed}`;
}

function describeTotals({ sessions, exports }: DemoResult): string {
  const sum = (pick: (session: DemoSession) => number) => sessions.reduce((total, session) => total + pick(session), 0);
  const lines = [
    `total      ${sessions.length} sessions, ${count(sum((s) => s.modelCalls))} model calls, ${count(sum((s) => s.toolCalls))} tool calls, ` +
      `${count(sum((s) => s.inputTokens))} tokens in, ${count(sum((s) => s.outputTokens))} out, ${count(sum((s) => s.errors))} failed calls`,
    `spans      ${count(exports.sentSpans)} accepted`,
  ];
  if (exports.lastError !== null)
    lines.push(`           ${count(exports.lostSpans)} not accepted: ${exports.lastError}`);
  return lines.join('\n');
}

function count(value: number, width = 0): string {
  return value.toLocaleString('en-US').padStart(width);
}

function stopped(signal: AbortSignal): Promise<void> {
  // An interval, because a listener alone does not keep the process alive.
  const alive = setInterval(() => {}, 60_000);
  return new Promise((resolve) => {
    const finish = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
