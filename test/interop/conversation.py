"""One conversation of three turns through a real SDK; prints what it did as one line of JSON.

The first turn is whole and calls two tools at once, the second is streamed and calls one, the third is refused with 429.
The case (first argument) decides the instrumentation and how the session is named. Every turn is a trace of its own.
"""

import contextlib
import json
import os
import sys

CASE = sys.argv[1]
SCRIPT = f"interop-{CASE}"
SESSION = None if CASE == "genai-without-id" else f"{SCRIPT}-session"

# Read by the instrumentation when it is imported.
if CASE in ("genai", "genai-without-id"):
    os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "gen_ai_latest_experimental"
    # With events the same content comes twice, once on the span and once in a log record.
    os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "span_and_event" if SESSION else "span_only"
if CASE == "genai-legacy":
    os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true"

from openai import OpenAI, RateLimitError  # noqa: E402
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter  # noqa: E402
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: E402
from opentelemetry.sdk._logs import LoggerProvider  # noqa: E402
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor  # noqa: E402
from opentelemetry.sdk.resources import Resource  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: E402

resource = Resource.create({"service.name": SCRIPT, "service.version": "1.0.0"})
traces = TracerProvider(resource=resource)
traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
logs = LoggerProvider(resource=resource)
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
tracer = traces.get_tracer("interop")

if CASE == "openinference":
    from openinference.instrumentation import OITracer, TraceConfig, using_session
    from openinference.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=traces)
    oi_tracer = OITracer(tracer, TraceConfig())

    @contextlib.contextmanager
    def turn():
        with using_session(SESSION), oi_tracer.start_as_current_span("turn", openinference_span_kind="chain"):
            yield

    def run_tool(call):
        with oi_tracer.start_as_current_span(call["name"], openinference_span_kind="tool") as span:
            span.set_tool(name=call["name"], parameters=json.loads(call["arguments"]))
            span.set_input(call["arguments"])
            result = answer(call)
            span.set_output(result)
            return result

else:
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
    from opentelemetry.util.genai.handler import TelemetryHandler

    OpenAIInstrumentor().instrument(tracer_provider=traces, logger_provider=logs)
    handler = TelemetryHandler(tracer_provider=traces, logger_provider=logs)

    @contextlib.contextmanager
    def turn():
        if CASE == "genai":
            with handler.invoke_local_agent(agent_name=SCRIPT, request_model="gpt-4.1-mini") as invocation:
                invocation.conversation_id = SESSION
                yield
        else:
            attributes = {} if SESSION is None else {"session.id": SESSION}
            with tracer.start_as_current_span("POST /chat", attributes=attributes):
                yield

    def run_tool(call):
        if CASE == "genai-legacy":
            names = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": call["name"], "gen_ai.tool.call.id": call["id"]}
            with tracer.start_as_current_span(f"execute_tool {call['name']}", attributes=names):
                return answer(call)
        with handler.tool(call["name"], tool_type="function", tool_call_id=call["id"]) as invocation:
            invocation.arguments = call["arguments"]
            invocation.tool_result = answer(call)
            return invocation.tool_result


def answer(call):
    city = json.loads(call["arguments"])["city"]
    return json.dumps({"city": city, "tool": call["name"], "value": len(city)})


def tool(name):
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    return {"type": "function", "function": {"name": name, "description": f"{name} of a city", "parameters": parameters}}


done = {"service": SCRIPT, "session_id": SESSION, "model_calls": 0, "tool_calls": 0, "input_tokens": 0, "output_tokens": 0, "errors": 0}
client = OpenAI(max_retries=0)
messages = [{"role": "system", "content": "You know cities."}]


def ask(stream):
    done["model_calls"] += 1
    request = {
        "model": "gpt-4.1-mini",
        "messages": messages,
        "tools": [tool("population"), tool("altitude")],
        "max_completion_tokens": 200,
        "metadata": {"script": SCRIPT},
    }
    if not stream:
        completion = client.chat.completions.create(**request)
        message = completion.choices[0].message
        count(completion.usage)
        calls = [{"id": c.id, "name": c.function.name, "arguments": c.function.arguments} for c in message.tool_calls or []]
        return message.content, calls
    content, calls = "", {}
    for chunk in client.chat.completions.create(**request, stream=True, stream_options={"include_usage": True}):
        if chunk.usage is not None:
            count(chunk.usage)
        for choice in chunk.choices:
            content += choice.delta.content or ""
            for part in choice.delta.tool_calls or []:
                call = calls.setdefault(part.index, {"id": "", "name": "", "arguments": ""})
                call["id"] += part.id or ""
                call["name"] += part.function.name or ""
                call["arguments"] += part.function.arguments or ""
    return content or None, list(calls.values())


def count(usage):
    done["input_tokens"] += usage.prompt_tokens
    done["output_tokens"] += usage.completion_tokens


def converse(words, stream):
    messages.append({"role": "user", "content": words})
    with turn():
        while True:
            content, calls = ask(stream)
            message = {"role": "assistant", "content": content}
            if calls:
                message["tool_calls"] = [
                    {"id": c["id"], "type": "function", "function": {"name": c["name"], "arguments": c["arguments"]}} for c in calls
                ]
            messages.append(message)
            if not calls:
                return
            for call in calls:
                done["tool_calls"] += 1
                messages.append({"role": "tool", "tool_call_id": call["id"], "content": run_tool(call)})


converse("How many people live in Ghent, and how high is it?", stream=False)
converse("And how high is Aarhus?", stream=True)
try:
    converse("Thank you. And Porto?", stream=False)
except RateLimitError:
    done["errors"] += 1

traces.shutdown()
logs.shutdown()
print(json.dumps(done))
