/** conversation.py in one of its cases: the session that the collector made of it has what the script did, no more and no less. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { call, say } from '../../examples/script.ts';
import type { SessionAnswer } from './read-sessions.ts';
import { pickNumbers, runScript, type Stage } from './stage.ts';

export interface PythonCase {
  /** The case of conversation.py. */
  readonly name: string;
  readonly title: string;
  readonly requirements: string;
  /** How the collector finds the session. */
  readonly source: 'attribute' | 'history';
}

const doneSchema = z.object({
  service: z.string(),
  session_id: z.string().nullable(),
  model_calls: z.number(),
  tool_calls: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  errors: z.number(),
});

export async function checkConversation(stage: Stage, pythonCase: PythonCase, python: string): Promise<void> {
  const { report, reader, model } = stage;
  model.teach(`interop-${pythonCase.name}`, [
    {
      calls: [
        { tool: 'population', arguments: { city: 'Ghent' } },
        { tool: 'altitude', arguments: { city: 'Ghent' } },
      ],
    },
    say('About 270,000 people live in Ghent, and most of the city lies five to ten metres above the sea.'),
    call('altitude', { city: 'Aarhus' }, 'I will look it up.'),
    say('Aarhus rises from the harbour to about 105 metres; the centre is near sea level.'),
    { text: 'Never heard.', faults: [{ status: 429, type: 'rate_limit_exceeded', message: 'Too many requests.' }] },
  ]);
  const script = fileURLToPath(new URL('conversation.py', import.meta.url));
  const output = await runScript(stage, python, [script, pythonCase.name]);
  const done = doneSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
  const expected = {
    message_count: done.model_calls,
    tool_uses: done.tool_calls,
    input_tokens: done.input_tokens,
    output_tokens: done.output_tokens,
    errors: done.errors,
  };
  const own = (session: SessionAnswer) => session.agent_id === done.service || session.id === done.session_id;
  const isComplete = (found: readonly SessionAnswer[]) =>
    found.filter(own).reduce((sum, session) => sum + session.message_count, 0) >= done.model_calls;
  const sessions = (await reader.waitForSessions(isComplete)).filter(own);
  report.equal('one session', sessions.length, 1);
  const [session] = sessions;
  if (session === undefined) return;
  if (done.session_id !== null) report.equal('its id', session.id, done.session_id);
  report.equal('its numbers', pickNumbers(session), expected);
  report.equal('how it was found', session.session_source, pythonCase.source);
  report.equal('its tools', session.tools_used.toSorted(), ['altitude', 'population']);
  const timeline = await reader.readTimeline(session.id);
  const countKind = (kind: string) => timeline.filter((item) => item.kind === kind).length;
  report.equal('model calls on the timeline', countKind('llm.chat'), done.model_calls);
  report.equal('tool calls on the timeline', countKind('tool'), done.tool_calls);
  report.equal(
    'failed model calls',
    timeline.filter((i) => i.kind === 'llm.chat' && i.status === 'error').length,
    done.errors,
  );
  const last = timeline.findLast((item) => item.kind === 'llm.chat' && item.status !== 'error');
  const text = last === undefined ? '' : await reader.readSpanText(session.id, last.span_id);
  report.equal('the question is in the span', text.includes('And how high is Aarhus?'), true);
  report.equal('the streamed answer is in the span', text.includes('rises from the harbour to about 105 metres'), true);
}
