/** Spans that a Python program announces are shown while they run, and are themselves once they have ended. */
import { fileURLToPath } from 'node:url';
import { pickNumbers, runScript, type Stage } from './stage.ts';

const ID = 'announced-python';

export async function checkAnnounced(stage: Stage, program: string): Promise<void> {
  const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
  const args = [pathOf('announced.py'), stage.collector.restUrl, pathOf('../../examples')];
  const { running, dropped } = JSON.parse(await runScript(stage, program, args)) as {
    running: string[];
    dropped: number;
  };
  stage.report.equal('both are shown running', running.join(', '), 'agent running, llm.chat running');
  stage.report.equal('none was dropped', dropped, 0);
  const hasEnded = (session: { id: string; message_count: number }) => session.id === ID && session.message_count === 1;
  const session = (await stage.reader.waitForSessions((found) => found.some(hasEnded))).find(hasEnded);
  stage.report.equal('one call once it has ended', session && pickNumbers(session), {
    message_count: 1,
    tool_uses: 0,
    input_tokens: 120,
    output_tokens: 30,
    errors: 0,
  });
}
