# Sends a real conversation to Live Trace; needs OPENAI_API_KEY (or OPENAI_BASE_URL of a local model).
# pip install openai openinference-instrumentation-openai opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
import uuid

from openai import OpenAI
from openinference.instrumentation import using_session
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "my-agent"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))  # http://localhost:4318 unless OTEL_EXPORTER_OTLP_ENDPOINT
OpenAIInstrumentor().instrument(tracer_provider=provider)

with using_session(f"hello-{uuid.uuid4().hex[:8]}"):  # one id per conversation groups its calls into a session
    question = [{"role": "user", "content": "Say hello to Live Trace."}]
    print(OpenAI().chat.completions.create(model="gpt-5-mini", messages=question).choices[0].message.content)
provider.shutdown()
