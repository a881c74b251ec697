/** Which attributes are stored apart as contents. */
import { describe, expect, it } from 'vitest';

import { contentKeys } from '../../../collector/vocabularies/content-keys.ts';

describe('content keys', () => {
  it.each([
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.system_instructions',
    'gen_ai.tool.definitions',
    'gen_ai.tool.call.arguments',
    'gen_ai.tool.call.result',
    'gen_ai.prompt',
    'gen_ai.completion',
    'gen_ai.prompt.12.content',
    'gen_ai.prompt.0.tool_calls.1.arguments',
    'gen_ai.completion.0.content',
    'input.value',
    'output.value',
    'llm.input_messages.3.message.content',
    'llm.input_messages.3.message.contents.0.message_content.text',
    'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments',
    'llm.tools.0.tool.json_schema',
    'retrieval.documents.0.document.content',
    'llm.prompts.0.prompt.text',
  ])('contain %s', (key) => {
    expect(contentKeys.has(key)).toBe(true);
  });

  it.each([
    'gen_ai.operation.name',
    'gen_ai.prompt.0.role',
    'gen_ai.prompt.name',
    'llm.input_messages.0.message.role',
    'llm.output_messages.0.message.tool_calls.0.tool_call.id',
    'llm.token_count.prompt',
    'session.id',
    'http.request.body.content',
    '',
  ])('do not contain %s', (key) => {
    expect(contentKeys.has(key)).toBe(false);
  });
});
