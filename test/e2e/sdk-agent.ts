/**
 * An agent as a user runs one: a process of its own that exports through the OpenTelemetry SDK and ends. It is told where and
 * how by the SDK's own variables and prints what it did as JSON, so that a test compares with the deed and not with itself.
 *
 * `node sdk-agent.ts SESSION_ID`
 */
import { context, SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';

export interface Deeds {
  readonly title: string;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly failures: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly spans: number;
}

const sessionId = process.argv[2] ?? '';
const isJson = process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'http/json';
const sdk = new NodeSDK({ traceExporter: isJson ? new JsonExporter() : new ProtoExporter() });
sdk.start();

const tracer = trace.getTracer('sdk-agent');
const title = `Where is the parcel of ${sessionId}?`;
const messages: unknown[] = [{ role: 'user', parts: [{ type: 'text', content: title }] }];
let deeds: Deeds = { title, modelCalls: 0, toolCalls: 0, failures: 0, inputTokens: 0, outputTokens: 0, spans: 0 };

const root = open('invoke_agent parcels', SpanKind.INTERNAL, {
  'gen_ai.operation.name': 'invoke_agent',
  'gen_ai.agent.name': 'parcels',
});
const inside = trace.setSpan(context.active(), root);
chat([120, 30], { type: 'tool_call', id: 'call-1', name: 'find_parcel', arguments: { of: sessionId } });
callTool('call-1', 'find_parcel', { at: 'the depot' });
chat([200, 40], { type: 'tool_call', id: 'call-2', name: 'call_depot', arguments: {} });
callTool('call-2', 'call_depot', null);
chat([260, 25], { type: 'text', content: 'It lies at the depot; nobody answers there.' });
root.end();
await sdk.shutdown();
console.log(JSON.stringify(deeds));

function open(name: string, kind: SpanKind, attributes: Attributes, parent = context.active()) {
  deeds = { ...deeds, spans: deeds.spans + 1 };
  return tracer.startSpan(name, { kind, attributes: { ...attributes, 'gen_ai.conversation.id': sessionId } }, parent);
}

function chat([input, output]: readonly [number, number], part: object): void {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
    'gen_ai.input.messages': JSON.stringify(messages),
    'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [part], finish_reason: 'stop' }]),
  };
  open('chat gpt-4o', SpanKind.CLIENT, attributes, inside).end();
  messages.push({ role: 'assistant', parts: [part] });
  const { modelCalls, inputTokens, outputTokens } = deeds;
  deeds = {
    ...deeds,
    modelCalls: modelCalls + 1,
    inputTokens: inputTokens + input,
    outputTokens: outputTokens + output,
  };
}

/** @param result null where the tool fails. */
function callTool(id: string, name: string, result: object | null): void {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': name,
    'gen_ai.tool.call.id': id,
    ...(result === null ? { 'error.type': 'timeout' } : { 'gen_ai.tool.call.result': JSON.stringify(result) }),
  };
  const span = open(`execute_tool ${name}`, SpanKind.INTERNAL, attributes, inside);
  if (result === null) span.setStatus({ code: SpanStatusCode.ERROR, message: 'nobody answers' });
  span.end();
  messages.push({ role: 'tool', parts: [{ type: 'tool_call_response', id, response: result }] });
  deeds = {
    ...deeds,
    toolCalls: deeds.toolCalls + 1,
    failures: deeds.failures + (result === null ? 1 : 0),
  };
}
