/** What every interop case works with: one collector and one model for all, and the report. */
import type { FakeModel } from '../../examples/fake-model.ts';
import type { SessionAnswer, SessionReader } from './read-sessions.ts';
import type { Report } from './report.ts';
import type { RunningCollector } from './run-collector.ts';
import { runCommand } from './run-command.ts';

export interface Stage {
  readonly report: Report;
  readonly collector: RunningCollector;
  readonly model: FakeModel;
  readonly reader: SessionReader;
}

const SCRIPT_LIMIT_MS = 60_000;

/** Runs a program that sends to the collector and asks the model; its standard output. */
export async function runScript(
  { collector, model }: Stage,
  program: string,
  args: readonly string[],
): Promise<string> {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpUrl, OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'unused' };
  const { code, stdout, stderr } = await runCommand({ program, args, env, timeLimitMs: SCRIPT_LIMIT_MS });
  if (code !== 0) throw new Error(`exit code ${code}\n${stderr.slice(-2000)}`);
  return stdout;
}

export type SessionNumbers = Pick<
  SessionAnswer,
  'message_count' | 'tool_uses' | 'input_tokens' | 'output_tokens' | 'errors'
>;

export function pickNumbers(from: SessionNumbers): SessionNumbers {
  const { message_count, tool_uses, input_tokens, output_tokens, errors } = from;
  return { message_count, tool_uses, input_tokens, output_tokens, errors };
}
