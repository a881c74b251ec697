// Sends one model call to Live Trace: node examples/connect-node.mjs
// With an instrumentation (OpenAI, LangChain, Vercel AI SDK, …) the span below is made for you; the four lines of set-up stay.
import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';

const url = `${process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? 'http://localhost:4318'}/v1/traces`;
const sdk = new NodeSDK({ serviceName: 'my-agent', traceExporter: new OTLPTraceExporter({ url }) });
sdk.start();

const message = (role, content) => ({ role, parts: [{ type: 'text', content }] });
const span = trace.getTracer('my-agent').startSpan('chat gpt-5-mini', { kind: SpanKind.CLIENT });
span.setAttributes({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-5-mini',
  'gen_ai.conversation.id': `hello-${process.pid}`, // one id per conversation groups its calls into a session
  'gen_ai.input.messages': JSON.stringify([message('user', 'Say hello to Live Trace.')]),
  'gen_ai.output.messages': JSON.stringify([message('assistant', 'Hello, Live Trace.')]),
  'gen_ai.usage.input_tokens': 12,
  'gen_ai.usage.output_tokens': 6,
});
span.end();
await sdk.shutdown();
