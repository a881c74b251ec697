/**
 * What to copy to get a first span in. The address is where this collector really listens; the spans are such that a session
 * with a model call appears, and not only a green light.
 */
export interface Snippet {
  readonly title: string;
  readonly language: 'sh' | 'js' | 'python';
  readonly text: string;
}

export interface Guide {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly snippets: readonly Snippet[];
}

export interface SnippetInput {
  /** Base address of OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  readonly nowMs: number;
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string;
  readonly spanId: string;
}

export function buildGuides(input: SnippetInput): Guide[] {
  return [
    {
      id: 'curl',
      title: 'No agent at hand',
      about: 'one model call, by curl; nothing to install',
      snippets: [{ title: 'Send one span', language: 'sh', text: buildCurl(input) }],
    },
    {
      id: 'sdk',
      title: 'Any OpenTelemetry SDK',
      about: 'every language, also what is instrumented already',
      snippets: [{ title: 'Set before the agent starts', language: 'sh', text: buildEnv(input) }],
    },
    {
      id: 'node',
      title: 'Node.js',
      about: 'with the OpenTelemetry SDK',
      snippets: [
        {
          title: 'Install',
          language: 'sh',
          text: 'npm install @opentelemetry/api @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-http',
        },
        { title: 'Save as hello.mjs and run: node hello.mjs', language: 'js', text: buildNode(input) },
      ],
    },
    {
      id: 'python',
      title: 'Python',
      about: 'OpenAI SDK, instrumented by OpenInference',
      snippets: [
        {
          title: 'Install',
          language: 'sh',
          text: 'pip install openai openinference-instrumentation-openai \\\n            opentelemetry-sdk opentelemetry-exporter-otlp-proto-http',
        },
        { title: 'Where the program starts', language: 'python', text: buildPython(input) },
      ],
    },
  ];
}

function buildEnv({ endpoint }: SnippetInput): string {
  return [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    'export OTEL_SERVICE_NAME=my-agent',
    '# contents of messages are opt-in for instrumentations that follow the GenAI conventions',
    'export OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true',
  ].join('\n');
}

function buildNode({ endpoint }: SnippetInput): string {
  return `import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';

const traceExporter = new OTLPTraceExporter({ url: '${endpoint}/v1/traces' });
const sdk = new NodeSDK({ serviceName: 'my-agent', traceExporter });
sdk.start();

// with an instrumentation (OpenAI, LangChain, Vercel AI SDK, …) such spans are made for you
const message = (role, content) => ({ role, parts: [{ type: 'text', content }] });
const span = trace.getTracer('my-agent').startSpan('chat gpt-5-mini', { kind: SpanKind.CLIENT });
span.setAttributes({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-5-mini',
  'gen_ai.conversation.id': \`hello-\${process.pid}\`,
  'gen_ai.input.messages': JSON.stringify([message('user', 'Say hello.')]),
  'gen_ai.output.messages': JSON.stringify([message('assistant', 'Hello.')]),
  'gen_ai.usage.input_tokens': 12,
  'gen_ai.usage.output_tokens': 6,
});
span.end();
await sdk.shutdown();`;
}

function buildPython({ endpoint }: SnippetInput): string {
  return `from openai import OpenAI
from openinference.instrumentation import using_session
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "my-agent"}))
exporter = OTLPSpanExporter(endpoint="${endpoint}/v1/traces")
provider.add_span_processor(BatchSpanProcessor(exporter))
OpenAIInstrumentor().instrument(tracer_provider=provider)

with using_session("hello-1"):  # one id per conversation
    question = [{"role": "user", "content": "Say hello."}]
    answer = OpenAI().chat.completions.create(model="gpt-5-mini", messages=question)
    print(answer.choices[0].message.content)
provider.shutdown()`;
}

const CALL_MS = 1400;

function buildCurl({ endpoint, nowMs, traceId, spanId }: SnippetInput): string {
  const text = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);
  const string = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const int = (key: string, intValue: number) => ({ key, value: { intValue: String(intValue) } });
  const span = {
    traceId,
    spanId,
    name: 'chat gpt-5-mini',
    kind: 3,
    startTimeUnixNano: toNano(nowMs - CALL_MS),
    endTimeUnixNano: toNano(nowMs),
    attributes: [
      string('gen_ai.operation.name', 'chat'),
      string('gen_ai.provider.name', 'openai'),
      string('gen_ai.request.model', 'gpt-5-mini'),
      string('gen_ai.input.messages', text('user', 'Say hello.')),
      string('gen_ai.output.messages', text('assistant', 'Hello.')),
      int('gen_ai.usage.input_tokens', 12),
      int('gen_ai.usage.output_tokens', 6),
    ],
  };
  const { attributes, ...head } = span;
  const lines = attributes.map((attribute) => `      ${JSON.stringify(attribute)}`).join(',\n');
  return `curl ${endpoint}/v1/traces -H 'content-type: application/json' -d '
  {"resourceSpans":[{"resource":{"attributes":[
    ${JSON.stringify(string('service.name', 'hello'))}]},
    "scopeSpans":[{"spans":[${JSON.stringify(head).slice(0, -1)},
    "attributes":[
${lines}]}]}]}]}'`;
}

function toNano(ms: number): string {
  return `${Math.round(ms)}000000`;
}
