/** The demo's agents through the JavaScript SDK: every session's numbers are those that the demo counted itself. */
import { runDemo } from '../../examples/run-demo.ts';
import type { SessionReader } from './read-sessions.ts';
import type { Report } from './report.ts';
import { pickNumbers } from './stage.ts';

export interface DemoPlaces {
  readonly report: Report;
  readonly reader: SessionReader;
  /** Where the demo sends: the collector, or something in front of it. */
  readonly endpoint: string;
}

/** Resolves with the number of spans that were sent. */
export async function checkDemo({ report, reader, endpoint }: DemoPlaces): Promise<number> {
  const { sessions, exports } = await runDemo({ endpoint, fast: true });
  report.equal('every span is accepted', exports.lastError, null);
  const expected = sessions.map((session) => ({
    id: session.id,
    message_count: session.modelCalls,
    tool_uses: session.toolCalls,
    input_tokens: session.inputTokens,
    output_tokens: session.outputTokens,
    errors: session.errors,
  }));
  const stored = await reader.waitForSessions((found) =>
    expected.every((numbers) => {
      const session = found.find(({ id }) => id === numbers.id);
      return (
        session !== undefined &&
        session.message_count >= numbers.message_count &&
        session.tool_uses >= numbers.tool_uses
      );
    }),
  );
  for (const numbers of expected) {
    const session = stored.find(({ id }) => id === numbers.id);
    report.equal(numbers.id, session && { id: session.id, ...pickNumbers(session) }, numbers);
  }
  return exports.sentSpans;
}
