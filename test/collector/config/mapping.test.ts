/** `mapping` in a configuration: strict, and every mistake at its place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { COMPONENTS } from '../../../collector/components.ts';
import { loadConfig } from '../../../collector/config/load.ts';
import { ConfigError } from '../../../collector/config/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-trace-mapping-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @returns the complaints, or the checked configuration of the store. */
function load(rules: string): unknown {
  const config = join(folder, 'config.yaml');
  const indented = rules.replaceAll('\n', '\n      ');
  const store = `  memory_store:\n    mapping:\n      ${indented}\n`;
  writeFileSync(config, `extensions:\n${store}service:\n  extensions: [memory_store]\n`);
  try {
    const { components } = loadConfig({ files: [config], sets: [], environment: {}, registry: COMPONENTS });
    return components[0]?.config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.replaceAll(`${folder}/`, '').split('\n');
  }
}

it('is a list of rules', () => {
  const rules = [
    '- scope: acme.*',
    '  kind: { attribute: acme.op, values: { call: llm.chat } }',
    '  fields: { request_model: acme.model, input_tokens: [a, b] }',
    '  exclusive: [input_tokens]',
    '- { has: acme.tool, kind: tool }',
  ];
  expect(load(rules.join('\n'))).toMatchObject({
    mapping: [
      {
        scope: 'acme.*',
        span: null,
        has: null,
        kind: { attribute: 'acme.op', values: [['call', 'llm.chat']] },
        fields: { request_model: ['acme.model'], input_tokens: ['a', 'b'] },
        exclusive: ['input_tokens'],
      },
      { scope: null, span: null, has: 'acme.tool', kind: 'tool', fields: {}, exclusive: [] },
    ],
  });
});

it('says all that is wrong, with its line and column', () => {
  const rules = [
    '- fields: { model: acme.model }',
    '- { scope: "", kind: tool }',
    '- kind: llm',
    '- scope: acme.*',
    '- fields:',
    '    input_tokens: []',
    '    output_tokens: 7',
    '- { kind: { attribute: op, values: { call: chat } }, when: x }',
  ];
  expect(load(rules.join('\n'))).toMatchInlineSnapshot(`
    [
      "config.yaml:4:19 extensions.memory_store.mapping.0.fields.model: unknown key; known are provider, request_model, response_model, response_id, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_usd, time_to_first_token_ms, finish_reason, tool_name, tool_call_id, agent_id, agent_name, agent_version, workflow_id, session_id, user_id, system, input, output, tool_definitions, arguments, result",
      "config.yaml:5:11 extensions.memory_store.mapping.1.scope: too small: expected string to have >=1 characters",
      "config.yaml:6:9 extensions.memory_store.mapping.2.kind: expected one of "llm.chat"|"llm.completion"|"embedding"|"rerank"|"retrieval"|"tool"|"agent"|"workflow"|"guardrail"|"evaluator"|"memory"|"mcp"|"other", or expected map, received string",
      "config.yaml:7:9 extensions.memory_store.mapping.3: maps nothing: expected kind or fields",
      "config.yaml:9:11 extensions.memory_store.mapping.4.fields.input_tokens: too small: expected list to have >=1 items",
      "config.yaml:10:11 extensions.memory_store.mapping.4.fields.output_tokens: expected string, received number, or expected list, received number",
      "config.yaml:11:11 extensions.memory_store.mapping.5.kind: expected one of "llm.chat"|"llm.completion"|"embedding"|"rerank"|"retrieval"|"tool"|"agent"|"workflow"|"guardrail"|"evaluator"|"memory"|"mcp"|"other"",
      "config.yaml:11:60 extensions.memory_store.mapping.5.when: unknown key; known are scope, span, has, kind, fields, exclusive",
    ]
  `);
});

it('calls a total exclusive only where the rule maps it', () => {
  const rules = ['- fields: { input_tokens: a }', '  exclusive: [output_tokens, cost_usd]'];
  expect(load(rules.join('\n'))).toMatchInlineSnapshot(`
    [
      "config.yaml:5:36 extensions.memory_store.mapping.0.exclusive.1: expected one of "input_tokens"|"output_tokens"",
    ]
  `);
  expect(load(['- fields: { input_tokens: a }', '  exclusive: [output_tokens]'].join('\n'))).toMatchInlineSnapshot(`
    [
      "config.yaml:5:21 extensions.memory_store.mapping.0.exclusive.0: fields maps no output_tokens",
    ]
  `);
});

it('names no prototype', () => {
  expect(load('- { kind: { attribute: op, values: { __proto__: tool } } }')).toEqual([
    'config.yaml:4:44 extensions.memory_store.mapping.0.kind.values.__proto__: is not allowed as a key',
  ]);
});
