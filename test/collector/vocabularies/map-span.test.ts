/** Fields of a span, dialect by dialect and shape by shape; recordings of real SDKs are in recordings.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BARE_SPAN, type MappedSpan, type SpanKind } from '../../../collector/model/mapped-span.ts';
import { mapSpan } from '../../../collector/vocabularies/map-span.ts';
import { buildContext, type Attributes, type ContextSpec } from './span-context.ts';

const map = (attributes: Attributes, rest: ContextSpec = {}): MappedSpan =>
  mapSpan(buildContext({ ...rest, attributes }));

describe('a span of no dialect', () => {
  it('maps to the bare span', () => {
    expect(map({ 'http.request.method': 'GET', 'server.address': 'example.test' })).toEqual(BARE_SPAN);
  });

  it('still carries session, user, error and the end of its session', () => {
    const mapped = map({ 'session.id': 's', 'user.id': 'u', 'error.type': '500', 'live_trace.session.end': true });
    expect(mapped).toMatchObject({
      kind: 'other',
      vocabulary: 'none',
      userId: 'u',
      errorType: '500',
      endsSession: true,
    });
    expect(mapped.sessionKey).toEqual({ id: 's', rank: 0 });
  });

  it.each([['true'], ['True'], [true]])('takes %s as the end of the session', (value) => {
    expect(map({ 'live_trace.session.end': value }).endsSession).toBe(true);
  });

  it.each([['false'], [false], ['1'], [1]])('does not take %s as the end of the session', (value) => {
    expect(map({ 'live_trace.session.end': value }).endsSession).toBe(false);
  });
});

describe('the kind of a GenAI span', () => {
  it.each<[string, SpanKind]>([
    ['chat', 'llm.chat'],
    ['generate_content', 'llm.chat'],
    ['response', 'llm.chat'],
    ['text_completion', 'llm.completion'],
    ['completion', 'llm.completion'],
    ['embeddings', 'embedding'],
    ['embedding', 'embedding'],
    ['rerank', 'rerank'],
    ['retrieval', 'retrieval'],
    ['vector_db_retrieve', 'retrieval'],
    ['execute_tool', 'tool'],
    ['invoke_agent', 'agent'],
    ['create_agent', 'agent'],
    ['agent_handoff', 'agent'],
    ['plan', 'agent'],
    ['invoke_workflow', 'workflow'],
    ['execute_task', 'workflow'],
    ['agent_step', 'workflow'],
    ['guardrail.run', 'guardrail'],
    ['guardrail_check', 'guardrail'],
    ['search_memory', 'memory'],
    ['CHAT', 'llm.chat'],
    ['something_new', 'other'],
  ])('of operation %s is %s', (operation, kind) => {
    expect(map({ 'gen_ai.operation.name': operation }).kind).toBe(kind);
  });

  it.each<[string, SpanKind, Attributes, string?]>([
    ['a tool name', 'tool', { 'gen_ai.tool.name': 'search' }],
    ['a tool call id', 'tool', { 'gen_ai.tool.call.id': 'c1', 'gen_ai.request.model': 'm' }],
    ['a query', 'retrieval', { 'gen_ai.system': 'x', 'gen_ai.retrieval.query.text': 'q' }],
    ['dimensions', 'embedding', { 'gen_ai.system': 'x', 'gen_ai.embeddings.dimension.count': 3 }],
    ['the span name', 'agent', { 'gen_ai.system': 'x' }, 'invoke_agent planner'],
    ['a model', 'llm.chat', { 'gen_ai.request.model': 'gpt-4o' }],
    ['messages', 'llm.chat', { 'gen_ai.input.messages': '[]' }],
    ['the request type of OpenLLMetry', 'rerank', { 'gen_ai.system': 'Cohere', 'llm.request.type': 'rerank' }],
    ['an MCP tool call', 'tool', { 'mcp.method.name': 'tools/call' }, 'tools/call search'],
    ['another MCP method', 'mcp', { 'mcp.method.name': 'tools/list' }],
  ])('follows from %s', (_, kind, attributes, name) => {
    expect(map(attributes, name === undefined ? {} : { name }).kind).toBe(kind);
  });
});

describe('the kind of an OpenInference span', () => {
  it.each<[string, SpanKind]>([
    ['LLM', 'llm.chat'],
    ['EMBEDDING', 'embedding'],
    ['CHAIN', 'workflow'],
    ['RETRIEVER', 'retrieval'],
    ['RERANKER', 'rerank'],
    ['TOOL', 'tool'],
    ['AGENT', 'agent'],
    ['GUARDRAIL', 'guardrail'],
    ['EVALUATOR', 'evaluator'],
    ['PROMPT', 'other'],
    ['UNKNOWN', 'other'],
  ])('%s is %s', (kind, expected) => {
    expect(map({ 'openinference.span.kind': kind }).kind).toBe(expected);
  });

  it('LLM with prompts is a completion', () => {
    expect(map({ 'openinference.span.kind': 'LLM', 'llm.prompts.0.prompt.text': 'Once' }).kind).toBe('llm.completion');
  });

  it('goes before an operation name, unless the one says CHAIN and the other agent', () => {
    const both = (kind: string, operation: string): SpanKind =>
      map({ 'openinference.span.kind': kind, 'gen_ai.operation.name': operation }).kind;
    expect(both('TOOL', 'chat')).toBe('tool');
    expect(both('CHAIN', 'chat')).toBe('workflow');
    expect(both('CHAIN', 'invoke_agent')).toBe('agent');
    expect(both('UNKNOWN', 'chat')).toBe('llm.chat');
  });

  it('CHAIN is an agent where LangChain named it so', () => {
    const attributes = { 'openinference.span.kind': 'CHAIN', metadata: '{"lc_agent_name":"planner"}' };
    expect(map(attributes, { name: 'planner' })).toMatchObject({ kind: 'agent', agentName: 'planner' });
    expect(map(attributes, { name: 'tools' })).toMatchObject({ kind: 'workflow', agentName: 'planner' });
  });
});

describe('the vocabulary', () => {
  it.each<[string, string, Attributes]>([
    ['test', 'gen-ai', { 'gen_ai.system': 'openai' }],
    ['test', 'openinference', { 'openinference.span.kind': 'LLM' }],
    [
      'openinference.instrumentation.openai',
      'openinference',
      { 'openinference.span.kind': 'LLM', 'gen_ai.system': 'x' },
    ],
    ['opentelemetry.instrumentation.openai_v2', 'gen-ai', { 'openinference.span.kind': 'LLM', 'gen_ai.system': 'x' }],
    ['opentelemetry.instrumentation.requests', 'none', { 'http.url': 'x' }],
  ])('of scope %s is %s', (scope, vocabulary, attributes) => {
    expect(map(attributes, { scope }).vocabulary).toBe(vocabulary);
  });
});

describe('provider', () => {
  it.each<[string | null, Attributes]>([
    ['openai', { 'gen_ai.provider.name': 'openai', 'gen_ai.system': 'azure' }],
    ['openai', { 'gen_ai.system': 'OpenAI' }],
    ['anthropic', { 'gen_ai.system': 'Anthropic' }],
    ['aws.bedrock', { 'gen_ai.system': 'AWS' }],
    ['azure.ai.openai', { 'gen_ai.system': 'az.ai.openai' }],
    ['gcp.vertex_ai', { 'gen_ai.system': 'vertex_ai' }],
    ['gcp.gemini', { 'gen_ai.system': 'gemini' }],
    ['x_ai', { 'gen_ai.system': 'xai' }],
    ['mistral_ai', { 'gen_ai.system': 'MistralAI' }],
    ['openai', { 'gen_ai.provider.name': 'openai.responses' }],
    ['gcp.vertex_ai', { 'gen_ai.provider.name': 'google.vertex.chat' }],
    ['aws.bedrock', { 'gen_ai.provider.name': 'amazon-bedrock' }],
    ['my-own', { 'gen_ai.provider.name': 'My-Own' }],
    [null, { 'gen_ai.system': 'langchain' }],
    [null, { 'gen_ai.provider.name': 'microsoft.agent_framework' }],
    ['openai', { 'gen_ai.provider.name': 'strands-agents', 'gen_ai.system': 'openai' }],
    ['gcp.gen_ai', { 'llm.provider': 'google', 'llm.system': 'vertexai', 'llm.model_name': 'g' }],
    ['openai', { 'llm.system': 'openai', 'llm.model_name': 'g' }],
    ['openai', { 'openinference.span.kind': 'LLM', metadata: '{"ls_provider":"openai"}' }],
    ['openai', { 'gen_ai.system': 'langchain', 'llm.provider': 'openai', 'llm.model_name': 'g' }],
  ])('is %s for %j', (provider, attributes) => {
    expect(map(attributes).provider).toBe(provider);
  });
});

describe('models', () => {
  it.each<[string | null, string | null, Attributes]>([
    ['a', 'b', { 'gen_ai.request.model': 'a', 'gen_ai.response.model': 'b' }],
    ['a', 'b', { 'llm.request.model_name': 'a', 'llm.response.model_name': 'b', 'openinference.span.kind': 'LLM' }],
    ['a', 'b', { 'llm.model_name': 'b', 'llm.invocation_parameters': '{"model":"a"}', 'output.value': 'x' }],
    [null, 'b', { 'llm.model_name': 'b', 'llm.token_count.completion': 1 }],
    ['b', null, { 'llm.model_name': 'b', 'openinference.span.kind': 'LLM' }],
    ['e', null, { 'embedding.model_name': 'e', 'openinference.span.kind': 'EMBEDDING' }],
    ['r', null, { 'reranker.model_name': 'r', 'openinference.span.kind': 'RERANKER' }],
  ])('are %s and %s', (requestModel, responseModel, attributes) => {
    expect(map(attributes)).toMatchObject({ requestModel, responseModel });
  });
});

const disjoint = (
  input: number,
  read: number,
  write: number,
  output: number,
  reasoning: number,
): MappedSpan['usage'] => ({
  inputUncached: input,
  cacheRead: read,
  cacheWrite: write,
  outputText: output,
  reasoning,
});

describe('usage', () => {
  const usage = (keys: Attributes): MappedSpan['usage'] =>
    map(Object.fromEntries(Object.entries(keys).map(([key, value]) => [`gen_ai.usage.${key}`, value]))).usage;

  it.each<[string, MappedSpan['usage'], Attributes]>([
    ['since 1.28', disjoint(10, 0, 0, 5, 0), { input_tokens: 10, output_tokens: 5 }],
    ['before 1.28', disjoint(10, 0, 0, 5, 0), { prompt_tokens: 10, completion_tokens: 5, input_tokens: null }],
    [
      'of 1.41',
      disjoint(3, 4, 3, 3, 2),
      {
        input_tokens: 10,
        output_tokens: 5,
        'cache_read.input_tokens': 4,
        'cache_creation.input_tokens': 3,
        'reasoning.output_tokens': 2,
      },
    ],
    [
      'of OpenLLMetry',
      disjoint(3, 4, 3, 3, 2),
      {
        input_tokens: 10,
        output_tokens: 5,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: 3,
        reasoning_tokens: 2,
      },
    ],
    [
      'of Mastra',
      disjoint(6, 4, 0, 3, 2),
      { input_tokens: 10, output_tokens: 5, cached_input_tokens: 4, reasoning_tokens: 2 },
    ],
    [
      'of Strands',
      disjoint(3, 4, 3, 5, 0),
      {
        input_tokens: 10,
        output_tokens: 5,
        cache_read_input_tokens: 4,
        cache_write_input_tokens: 3,
      },
    ],
    [
      'of pydantic-ai',
      disjoint(6, 4, 0, 3, 2),
      {
        input_tokens: 10,
        output_tokens: 5,
        'details.cache_read_tokens': 4,
        'details.reasoning_tokens': 2,
      },
    ],
    [
      'of LangSmith',
      disjoint(3, 4, 3, 3, 2),
      {
        input_tokens: 10,
        output_tokens: 5,
        input_token_details: '{"cache_read":4,"cache_creation":3}',
        output_token_details: '{"reasoning":2}',
      },
    ],
    [
      'exclusive, as raw Anthropic',
      disjoint(10, 40, 3, 5, 0),
      {
        input_tokens: 10,
        output_tokens: 5,
        cache_read_input_tokens: 40,
        cache_creation_input_tokens: 3,
      },
    ],
    ['as texts', disjoint(10, 0, 0, 5, 0), { input_tokens: '10', output_tokens: ' 5 ' }],
    ['as 64-bit numbers', disjoint(10, 0, 0, 5, 0), { input_tokens: 10n, output_tokens: 5n }],
    ['of input alone', disjoint(7, 0, 0, 0, 0), { input_tokens: 7 }],
    ['of a total alone is none', null, { input_tokens: 'N/A', total_tokens: 10 }],
    ['that is absurd is none', null, { input_tokens: -5, output_tokens: 1e300 }],
  ])('%s', (_, expected, keys) => {
    expect(usage(keys)).toEqual(expected);
  });

  it('of OpenInference is inclusive', () => {
    const mapped = map({
      'openinference.span.kind': 'LLM',
      'llm.token_count.prompt': 10,
      'llm.token_count.completion': 5,
      'llm.token_count.total': 15,
      'llm.token_count.prompt_details.cache_read': 4,
      'llm.token_count.prompt_details.cache_write': 1,
      'llm.token_count.completion_details.reasoning': 2,
    });
    expect(mapped.usage).toEqual(disjoint(5, 4, 1, 3, 2));
  });

  it('of two dialects fills up and is never added', () => {
    const mapped = map({
      'gen_ai.usage.input_tokens': 10,
      'llm.token_count.prompt': 99,
      'llm.token_count.completion': 5,
    });
    expect(mapped.usage).toEqual(disjoint(10, 0, 0, 5, 0));
  });
});

describe('cost as the sender reports it', () => {
  it('of nothing is a price, except where OpenLIT has none', () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.cost': 0 };
    expect(map(attributes, { scope: 'openlit.instrumentation.openai' }).reportedCostUsd).toBeNull();
    expect(map(attributes).reportedCostUsd).toBe(0);
  });

  it.each<[number | null, Attributes]>([
    [0.5, { 'gen_ai.usage.cost': 0.5 }],
    [0.5, { 'gen_ai.cost.total_cost': '0.5' }],
    [0.5, { 'operation.cost': 0.5 }],
    [0.75, { 'gen_ai.usage.input_cost': 0.5, 'gen_ai.usage.output_cost': 0.25 }],
    [0.5, { 'llm.cost.total': 0.5, 'llm.model_name': 'm' }],
    [0.75, { 'llm.cost.prompt': 0.5, 'llm.cost.completion': 0.25, 'llm.model_name': 'm' }],
    [null, { 'gen_ai.usage.cost': -1 }],
    [null, { 'gen_ai.usage.cost': Number.NaN }],
    [null, { 'gen_ai.usage.cost': 1e300 }],
  ])('is %s for %j', (cost, attributes) => {
    expect(map({ 'gen_ai.system': 'x', ...attributes }).reportedCostUsd).toBe(cost);
  });
});

describe('a finish reason that only the answer states', () => {
  it.each<[string[], string]>([
    [['tool_call'], '[{"role":"assistant","parts":[],"finish_reason":"tool_use"}]'],
    [['stop'], '[{"role": "assistant", "parts": [], "finish_reason": "FinishReason" }, {"finish_reason": "stop"} ]\n'],
    [[], '[{"role":"assistant","parts":[{"type":"text","content":"{\\"finish_reason\\":\\"stop\\"}]"}]}]'],
    [[], '[{"role":"assistant","parts":[]}]'],
  ])('is %j', (reasons, messages) => {
    const read = map({ 'gen_ai.operation.name': 'chat', 'gen_ai.output.messages': messages });
    expect(read.finishReasons).toEqual(reasons);
  });
});

describe('finish reasons', () => {
  it.each<[readonly string[], Attributes]>([
    [['stop'], { 'gen_ai.response.finish_reasons': ['stop'] }],
    [['tool_call', 'length'], { 'gen_ai.response.finish_reasons': '["tool_calls","max_tokens"]' }],
    [['tool_call'], { 'gen_ai.response.finish_reasons': ['tool-calls'] }],
    [['stop'], { 'gen_ai.response.finish_reason': 'end_turn' }],
    [['content_filter'], { 'gen_ai.finishReason': 'SAFETY' }],
    [['tool_call'], { 'gen_ai.completion.0.finish_reason': 'tool_use' }],
    [['stop'], { 'llm.finish_reason': 'stop', 'llm.model_name': 'm' }],
    [['pondering'], { 'gen_ai.response.finish_reasons': ['Pondering'] }],
  ])('are %j for %j', (reasons, attributes) => {
    expect(map({ 'gen_ai.operation.name': 'chat', ...attributes }).finishReasons).toEqual(reasons);
  });

  it('stand on the choice event up to 1.36', () => {
    const mapped = map(
      { 'gen_ai.operation.name': 'chat' },
      { events: [['gen_ai.choice', { index: 0, finish_reason: 'tool_calls' }]] },
    );
    expect(mapped.finishReasons).toEqual(['tool_call']);
  });
});

describe('time to the first token', () => {
  it.each<[number | null, Attributes, string?]>([
    [250, { 'gen_ai.response.time_to_first_chunk': 0.25 }],
    [250, { 'gen_ai.client.operation.time_to_first_chunk': 0.25 }],
    [812, { 'gen_ai.server.time_to_first_token': 812 }, 'strands.telemetry.tracer'],
    [0.5, { 'gen_ai.server.time_to_first_token': 0.5 }, 'strands.telemetry.tracer'],
    [500, { 'gen_ai.server.time_to_first_token': 0.5 }],
    [null, {}],
  ])('is %s ms for %j', (ms, attributes, scope) => {
    const context = scope === undefined ? {} : { scope };
    expect(map({ 'gen_ai.operation.name': 'chat', ...attributes }, context).timeToFirstTokenMs).toBe(ms);
  });

  it("comes from the first chunk's event in OpenLLMetry", () => {
    const events = [
      ['start', {}],
      ['gen_ai.content.completion.chunk', {}],
      ['gen_ai.content.completion.chunk', {}],
    ] as const;
    expect(map({ 'gen_ai.operation.name': 'chat' }, { events }).timeToFirstTokenMs).toBe(1);
    expect(map({ 'gen_ai.operation.name': 'execute_tool' }, { events }).timeToFirstTokenMs).toBeNull();
  });

  it('comes from an event in OpenInference', () => {
    const events = [
      ['start', {}],
      ['other', {}],
      ['First Token Stream Event', {}],
    ] as const;
    expect(map({ 'openinference.span.kind': 'LLM' }, { events }).timeToFirstTokenMs).toBe(2);
  });
});

describe('tools', () => {
  it.each<[string | null, string | null, Attributes, string?]>([
    ['search', 'c1', { 'gen_ai.tool.name': 'search', 'gen_ai.tool.call.id': 'c1' }],
    ['search', 'c1', { 'gen_ai.tool.name': 'search', 'gen_ai.tool.call_id': 'c1' }],
    ['search', null, { 'gen_ai.operation.name': 'execute_tool' }, 'execute_tool search'],
    ['search', null, { 'mcp.method.name': 'tools/call' }, 'tools/call search'],
    ['search', 'c1', { 'openinference.span.kind': 'TOOL', 'tool.name': 'search', 'tool.id': 'c1' }],
    ['search', null, { 'openinference.span.kind': 'TOOL' }, 'search'],
    [null, null, { 'gen_ai.operation.name': 'chat' }, 'execute_tool search'],
  ])('are named %s with call %s', (toolName, toolCallId, attributes, name) => {
    expect(map(attributes, name === undefined ? {} : { name })).toMatchObject({ toolName, toolCallId });
  });

  it.each<[string, Attributes]>([
    ['flat', { 'gen_ai.tool.definitions': '[{"type":"function","name":"a"},{"name":"b","input_schema":{}}]' }],
    [
      'as OpenAI wraps them',
      { 'gen_ai.tool.definitions': '[{"type":"function","function":{"name":"a"}},{"function":{"name":"b"}}]' },
    ],
    ['encoded twice', { 'gen_ai.tool.definitions': JSON.stringify('[{"name":"a"},{"name":"b"}]') }],
    ['structured', { 'gen_ai.tool.definitions': [new Map([['name', 'a']]), new Map([['name', 'b']])] }],
    ['as Gemini groups them', { 'gen_ai.tool.definitions': '[{"functionDeclarations":[{"name":"a"},{"name":"b"}]}]' }],
    ['names alone', { 'gen_ai.agent.tools': '["a","b"]' }],
    ['indexed by OpenLLMetry', { 'llm.request.functions.0.name': 'a', 'llm.request.functions.1.name': 'b' }],
    [
      'indexed by OpenInference',
      {
        'llm.model_name': 'm',
        'llm.tools.0.tool.json_schema': '{"type":"function","function":{"name":"a"}}',
        'llm.tools.1.tool.json_schema': '{"name":"b"}',
      },
    ],
    [
      'in the invocation',
      { 'llm.model_name': 'm', 'llm.invocation_parameters': '{"tools":[{"name":"a"},{"name":"b"}]}' },
    ],
  ])('offered to the model are read %s', (_, attributes) => {
    expect(map({ 'gen_ai.system': 'x', ...attributes }).availableTools).toEqual(['a', 'b']);
  });

  it('offered are none where the definitions are broken', () => {
    expect(map({ 'gen_ai.system': 'x', 'gen_ai.tool.definitions': '[{"name":' }).availableTools).toEqual([]);
  });
});

describe('agent and workflow', () => {
  it.each<[Partial<MappedSpan>, ContextSpec]>([
    [
      { agentId: 'i', agentName: 'n', agentVersion: 'v', workflowId: 'w' },
      {
        attributes: {
          'gen_ai.agent.id': 'i',
          'gen_ai.agent.name': 'n',
          'gen_ai.agent.version': 'v',
          'gen_ai.workflow.name': 'w',
        },
      },
    ],
    [{ agentName: 'n' }, { attributes: { 'gen_ai.system': 'x', 'gen_ai.agent': 'n' } }],
    [
      { agentName: 'n' },
      { attributes: { 'openinference.span.kind': 'AGENT', 'agent.name': 'n', 'graph.node.id': 'g' } },
    ],
    [{ agentName: 'g' }, { attributes: { 'openinference.span.kind': 'AGENT', 'graph.node.id': 'g' } }],
    [{ agentName: null }, { attributes: { 'openinference.span.kind': 'CHAIN', 'graph.node.id': 'g' } }],
    [{ workflowId: 'ns' }, { resource: { 'service.namespace': 'ns' } }],
    [{ workflowId: 'w' }, { attributes: { 'gen_ai.workflow.name': 'w' }, resource: { 'service.namespace': 'ns' } }],
  ])('are %j', (expected, spec) => {
    expect(mapSpan(buildContext(spec))).toMatchObject(expected);
  });
});

describe('the response id', () => {
  it.each<[string | null, Attributes]>([
    ['r', { 'gen_ai.system': 'x', 'gen_ai.response.id': 'r' }],
    ['chatcmpl-1', { 'openinference.span.kind': 'LLM', 'output.value': '{"id":"chatcmpl-1","choices":[]}' }],
    [null, { 'openinference.span.kind': 'LLM', 'output.value': '{"id":"42","answer":"yes"}' }],
    [null, { 'openinference.span.kind': 'CHAIN', 'output.value': '{"id":"chatcmpl-1"}' }],
  ])('is %s for %j', (id, attributes) => {
    expect(map(attributes).responseId).toBe(id);
  });
});

describe('the error type', () => {
  const exception = ['exception', { 'exception.type': 'TimeoutError' }] as const;

  it('is what the span declares, before its exception', () => {
    expect(map({ 'error.type': 'rate_limit' }, { status: 'error', events: [exception] }).errorType).toBe('rate_limit');
  });

  it('is the exception of a failed span', () => {
    expect(map({}, { status: 'error', events: [exception] }).errorType).toBe('TimeoutError');
  });

  it('is none where the exception was handled', () => {
    expect(map({}, { status: 'ok', events: [exception] }).errorType).toBeNull();
  });
});

describe('tags', () => {
  it.each<[Readonly<Record<string, string>>, Attributes]>([
    [{ beta: 'true', fast: 'true' }, { 'tag.tags': ['beta', 'fast'] }],
    [{ beta: 'true', env: 'prod' }, { 'tag.tags': '["beta","env=prod"]' }],
    [
      { tier: 'gold', attempt: '2', dry: 'false' },
      { metadata: '{"tier":"gold","attempt":2,"dry":false,"deep":{"a":1}}' },
    ],
    [{}, { metadata: '{"langgraph_step":3,"ls_provider":"openai","thread_id":"t","__pregel":"x","a=b":"c"}' }],
    [{}, { metadata: 'not json' }],
  ])('are %j', (tags, attributes) => {
    expect(Object.fromEntries(map(attributes).tags)).toEqual(tags);
  });
});

describe('the details event', () => {
  it('fills what the span leaves open and changes nothing else', () => {
    const details = { 'gen_ai.request.model': 'from-event', 'gen_ai.response.id': 'r', 'gen_ai.usage.input_tokens': 3 };
    const mapped = map(
      { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'from-span' },
      { events: [['gen_ai.client.inference.operation.details', details]] },
    );
    expect(mapped).toMatchObject({ requestModel: 'from-span', responseId: 'r', usage: disjoint(3, 0, 0, 0, 0) });
  });
});

describe('values of the wrong kind', () => {
  it.each<[keyof MappedSpan, Attributes]>([
    ['requestModel', { 'gen_ai.request.model': ['a'] }],
    ['requestModel', { 'gen_ai.request.model': '' }],
    ['requestModel', { 'gen_ai.request.model': '[REDACTED]' }],
    ['responseId', { 'gen_ai.response.id': new Uint8Array([1]) }],
    ['agentName', { 'gen_ai.agent.name': new Map() }],
    ['usage', { 'gen_ai.usage.input_tokens': 'many' }],
  ])('leave %s absent', (field, attributes) => {
    expect(map({ 'gen_ai.system': 'x', ...attributes })[field]).toBeNull();
  });

  it('are names cut to a length, the same wherever they stand', () => {
    const long = 'x'.repeat(3000);
    const mapped = map({
      'gen_ai.system': 'x',
      'gen_ai.request.model': long,
      'gen_ai.agent.id': long,
      'gen_ai.agent.name': long,
      'gen_ai.tool.name': long,
      'gen_ai.tool.definitions': JSON.stringify([{ name: long }]),
      'user.id': long,
      'session.id': long,
    });
    const cut = mapped.requestModel;
    expect(cut).toHaveLength(200);
    expect(mapped).toMatchObject({ agentId: cut, agentName: cut, toolName: cut, availableTools: [cut], userId: cut });
    expect(mapped.sessionKey?.id).toBe(cut);
  });

  it('come without their JSON quotes from MLflow', () => {
    expect(map({ 'gen_ai.request.model': '"gpt-4o"' }).requestModel).toBe('gpt-4o');
  });

  const key = fc.constantFrom(
    'gen_ai.operation.name',
    'gen_ai.system',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.input_token_details',
    'gen_ai.tool.definitions',
    'gen_ai.response.finish_reasons',
    'gen_ai.response.time_to_first_chunk',
    'openinference.span.kind',
    'llm.token_count.prompt',
    'llm.invocation_parameters',
    'llm.tools.0.tool.json_schema',
    'llm.request.functions.0.name',
    'metadata',
    'tag.tags',
    'session.id',
    'output.value',
    'mcp.method.name',
    'error.type',
    '__proto__',
  );
  const { value } = fc.letrec<{ value: Attributes[string] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.json(),
      fc.double(),
      fc.bigInt(),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 4 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }).map((object) => new Map(Object.entries(object))),
    ),
  }));

  it('never throw, whatever stands where', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), (entries) => {
        const mapped = map(Object.fromEntries(entries));
        const { usage } = mapped;
        const counts = usage === null ? [] : Object.values(usage);
        return counts.every((count: number) => Number.isSafeInteger(count) && count >= 0) && mapped.kind.length > 0;
      }),
      { numRuns: 500 },
    );
  });
});
