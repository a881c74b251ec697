/** The examples that users copy: each makes one session with one model call. */
import { fileURLToPath } from 'node:url';
import { say } from '../../examples/script.ts';
import type { SessionAnswer } from './read-sessions.ts';
import { runScript, type Stage } from './stage.ts';

export async function checkConnect(
  stage: Stage,
  example: { readonly program: string; readonly file: string },
): Promise<void> {
  const isHello = (session: SessionAnswer) => session.agent_id === 'my-agent' && session.message_count === 1;
  const before = new Set((await stage.reader.waitForSessions(() => true)).filter(isHello).map(({ id }) => id));
  const isNew = (session: SessionAnswer) => isHello(session) && !before.has(session.id);
  stage.model.teach('', [say('Hello, Live Trace.')]);
  await runScript(stage, example.program, [fileURLToPath(new URL(`../../examples/${example.file}`, import.meta.url))]);
  const sessions = (await stage.reader.waitForSessions((found) => found.some(isNew))).filter(isNew);
  stage.report.equal('one session with one model call', sessions.length, 1);
  stage.report.equal('its id', sessions[0]?.id.startsWith('hello-'), true);
}
