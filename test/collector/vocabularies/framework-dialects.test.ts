/**
 * What the dialects of frameworks say that no recording holds: older formats, and spans that the recorded programs had no cause
 * to make. Names and shapes are those of the frameworks' sources.
 */
import { describe, expect, it } from 'vitest';

import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import { readContents } from '../../../collector/vocabularies/read-contents.ts';
import { buildContext, type Attributes, type ContextSpec } from './span-context.ts';

describe('the kind of', () => {
  it.each<[what: string, span: ContextSpec, kind: string]>([
    ["AutoGen's message between agents", { scope: 'autogen-core', name: 'autogen process writer' }, 'workflow'],
    [
      "AutoGen's agent",
      { scope: 'autogen-core', name: 'invoke_agent a', attributes: { 'gen_ai.operation.name': 'invoke_agent' } },
      'agent',
    ],
    ["Agent Framework's workflow", { scope: 'agent_framework', name: 'workflow.run' }, 'workflow'],
    [
      "Agent Framework's executor in .NET",
      { scope: 'Microsoft.Agents.AI.Workflows', name: 'executor.process a' },
      'workflow',
    ],
    ["Agent Framework's message", { scope: 'agent_framework', name: 'message.send' }, 'workflow'],
    ["Semantic Kernel's function in .NET", { scope: 'Microsoft.SemanticKernel', name: 'Weather-get' }, 'workflow'],
    ["CrewAI's own task", { scope: 'crewai.telemetry', name: 'Task Execution' }, 'workflow'],
    ["CrewAI's own use of a tool", { scope: 'crewai.telemetry', name: 'Tool Usage' }, 'tool'],
    ["ADK's agent up to 1.16", { scope: 'gcp.vertex.agent', name: 'agent_run [writer]' }, 'agent'],
    ["ADK's run", { scope: 'gcp.vertex.agent', name: 'invocation' }, 'workflow'],
    [
      "ADK's answers of tools put together",
      {
        scope: 'gcp.vertex.agent',
        name: 'execute_tool (merged tools)',
        attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': '(merged tools)' },
      },
      'workflow',
    ],
    ["LiteLLM's request to its proxy", { scope: 'litellm', name: 'Received Proxy Server Request' }, 'workflow'],
    [
      "LiteLLM's guardrail",
      { scope: 'litellm', name: 'guardrail', attributes: { guardrail_name: 'pii' } },
      'guardrail',
    ],
    [
      "LiteLLM's second span of a call",
      { scope: 'litellm', name: 'raw_gen_ai_request', attributes: { 'llm.openai.model': 'gpt-4o' } },
      'other',
    ],
    [
      "Pydantic AI's run before version 3",
      { scope: 'pydantic-ai', name: 'agent run', attributes: { agent_name: 'writer', model_name: 'gpt-4o' } },
      'agent',
    ],
    [
      "Pydantic AI's tool before version 3",
      { scope: 'pydantic-ai', name: 'running tool', attributes: { 'gen_ai.tool.name': 'get', tool_arguments: '{}' } },
      'tool',
    ],
    ["LangSmith's retriever", { scope: 'langsmith', attributes: { 'langsmith.span.kind': 'retriever' } }, 'retrieval'],
    ["LangSmith's parser", { scope: 'langsmith', attributes: { 'langsmith.span.kind': 'parser' } }, 'other'],
    ["MLflow's retriever", { attributes: { 'mlflow.spanType': '"RETRIEVER"' } }, 'retrieval'],
    ["MLflow's guardrail", { attributes: { 'mlflow.spanType': '"GUARDRAIL"' } }, 'guardrail'],
    ["MLflow's unknown", { attributes: { 'mlflow.spanType': '"UNKNOWN"' } }, 'other'],
  ])('%s', (_, span, kind) => {
    expect(mapSpan(buildContext(span)).kind).toBe(kind);
  });
});

describe('the agent', () => {
  it('of ADK up to 1.16 stands in the name of its run', () => {
    expect(mapSpan(buildContext({ scope: 'gcp.vertex.agent', name: 'agent_run [writer]' })).agentName).toBe('writer');
  });

  it('of Pydantic AI before version 3 has a key of its own', () => {
    const attributes = { agent_name: 'writer', model_name: 'gpt-4o' };
    expect(mapSpan(buildContext({ scope: 'pydantic-ai', name: 'agent run', attributes })).agentName).toBe('writer');
  });
});

describe('a tool of Strands', () => {
  it('failed where its status says so', () => {
    const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'get' };
    const read = (status: string) =>
      mapSpan(
        buildContext({
          scope: 'strands.telemetry.tracer',
          attributes: { ...attributes, 'gen_ai.tool.status': status },
        }),
      ).failed;
    expect([read('error'), read('success')]).toEqual([true, false]);
  });
});

describe('an answer out of the cache of LiteLLM', () => {
  it('costs nothing', () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.cost.total_cost': 0.25, 'litellm.cache_hit': true };
    expect(mapSpan(buildContext({ scope: 'litellm', attributes })).reportedCostUsd).toBe(0);
    const paid = { ...attributes, 'litellm.cache_hit': false };
    expect(mapSpan(buildContext({ scope: 'litellm', attributes: paid })).reportedCostUsd).toBe(0.25);
  });
});

describe('usage in JSON or print', () => {
  it('of Anthropic through LiteLLM has what was cached', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 5,
      'metadata.usage_object': "{'cache_creation_input_tokens': 30, 'cache_read_input_tokens': 20, 'text': None}",
    };
    const { usage } = mapSpan(buildContext({ scope: 'litellm', attributes }));
    expect(usage).toMatchObject({ cacheRead: 20, cacheWrite: 30 });
  });

  it.each<[scope: string, attributes: Attributes]>([
    ['litellm', { 'metadata.usage_object': `{'cached_tokens': ${'9'.repeat(20)}}` }],
    ['litellm', { 'metadata.usage_object': 'x'.repeat(100_000) }],
    ['langsmith', { 'langsmith.span.kind': 'llm', 'langsmith.usage_metadata': '{"input_tokens": "many"' }],
    ['mlflow', { 'mlflow.spanType': '"LLM"', 'mlflow.chat.tokenUsage': '[1, 2]' }],
    ['logfire', { 'logfire.msg': 'x', 'gen_ai.usage.raw': '{"completion_tokens_details": null}' }],
  ])('of %s that is broken is none', (scope, attributes) => {
    expect(mapSpan(buildContext({ scope, attributes })).usage).toBeNull();
  });
});

describe("LangSmith's answer", () => {
  it('names its model and its end where LangChain does, whatever the model wrote', () => {
    const fields = { model_name: 'evil', finish_reason: 'evil' };
    const kwargs = {
      content: [{ type: 'tool_use', input: fields }],
      response_metadata: { model_name: 'gpt-4o-x', finish_reason: 'length' },
      tool_calls: [{ name: 'get', args: fields }],
    };
    const answer = { generations: [[{ text: JSON.stringify(fields), message: { kwargs } }]] };
    const read = (completion: string) => {
      const attributes = { 'langsmith.span.kind': 'llm', 'gen_ai.completion': completion };
      const { responseModel, finishReasons } = mapSpan(buildContext({ scope: 'langsmith', attributes }));
      return [responseModel, finishReasons];
    };
    expect(read(JSON.stringify(answer))).toEqual(['gpt-4o-x', ['length']]);
    for (const broken of ['{"generations":[[', '{"generations":[[null]]}', '{"generations":{}}', '[]', 'Hello.'])
      expect(read(broken)).toEqual([null, []]);
  });
});

describe("MLflow's answer", () => {
  it('says why it ended before anything that the model wrote', () => {
    const read = (answer: string) => {
      const attributes = { 'mlflow.spanType': '"CHAT_MODEL"', 'mlflow.spanOutputs': answer };
      return mapSpan(buildContext({ attributes })).finishReasons;
    };
    expect(read('{"id": "chatcmpl-1", "choices": [{"finish_reason": "tool_calls", "index": 0}]}')).toEqual([
      'tool_call',
    ]);
    expect(read('{"id": "msg_1", "content": [{"input": {"finish_reason": "evil"}}]}')).toEqual([]);
    expect(read('"a text"')).toEqual([]);
  });
});

describe("Pydantic AI's contents", () => {
  it('of version 1 are events in JSON', () => {
    const events = [
      { 'event.name': 'gen_ai.system.message', role: 'system', content: 'Be brief.' },
      { 'event.name': 'gen_ai.user.message', role: 'user', content: 'How warm is it?' },
      { 'event.name': 'gen_ai.choice', index: 0, message: { role: 'assistant', content: '18 degrees.' } },
    ];
    const attributes = { 'gen_ai.operation.name': 'chat', events: JSON.stringify(events) };
    const { system, input, output } = readContents(buildContext({ scope: 'pydantic-ai', attributes }));
    expect(system).toEqual([{ type: 'text', content: 'Be brief.' }]);
    expect(input.map(({ role, parts }) => [role, parts])).toEqual([
      ['user', [{ type: 'text', content: 'How warm is it?' }]],
    ]);
    expect(output.map(({ role, parts }) => [role, parts])).toEqual([
      ['assistant', [{ type: 'text', content: '18 degrees.' }]],
    ]);
  });

  it('of a run that ended with an object have it as the answer', () => {
    const messages = [{ role: 'user', parts: [{ type: 'text', content: 'How warm is it?' }] }];
    const attributes = {
      agent_name: 'writer',
      'pydantic_ai.all_messages': JSON.stringify(messages),
      final_result: '{"celsius":18}',
    };
    const { input, output } = readContents(buildContext({ scope: 'pydantic-ai', attributes }));
    expect(input).toHaveLength(1);
    expect(output[0]?.parts).toEqual([{ type: 'text', content: '{"celsius":18}' }]);
  });
});

describe('what Logfire scrubbed', () => {
  it('is no session, no user and no text', () => {
    const scrubbed = "[Scrubbed due to 'session']";
    const read = mapSpan(buildContext({ attributes: { 'session.id': scrubbed, 'user.id': scrubbed } }));
    expect([read.sessionKey, read.userId]).toEqual([null, null]);
  });
});
