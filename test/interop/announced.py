"""A slow agent that announces its spans: waits until the collector at argv[1] shows them running, then ends them.

Prints the statuses that were shown meanwhile, and how many announcements were dropped.
"""
import json
import sys
import time
import urllib.request

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

sys.path.insert(0, sys.argv[2])
from announce_spans import AnnounceSpans  # noqa: E402

announced = AnnounceSpans(OTLPSpanExporter(), delay=0.01)
provider = TracerProvider()
provider.add_span_processor(announced)
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("announced")
attributes = {"gen_ai.conversation.id": "announced-python", "gen_ai.request.model": "gpt-4o", "gen_ai.provider.name": "openai"}


def shown():
    try:
        with urllib.request.urlopen(f"{sys.argv[1]}/api/session/announced-python") as answer:
            return sorted(f"{span['kind']} {span['status']}" for span in json.load(answer)["timeline"])
    except OSError:
        return []


agent = tracer.start_span("invoke_agent slow", attributes={**attributes, "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "slow"})
call = tracer.start_span("chat gpt-4o", trace.set_span_in_context(agent), attributes={**attributes, "gen_ai.operation.name": "chat"})
short = tracer.start_span("short", trace.set_span_in_context(agent))
short.end()
until = time.monotonic() + 20
while len(shown()) < 2 and time.monotonic() < until:
    time.sleep(0.05)
running = shown()
call.set_attributes({"gen_ai.usage.input_tokens": 120, "gen_ai.usage.output_tokens": 30})
call.end()
agent.end()
provider.shutdown()
print(json.dumps({"running": running, "dropped": announced.dropped}))
