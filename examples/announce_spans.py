# Announces spans to Live Trace when they begin, so that a long call is on the page while it runs. Copy this file beside yours:
#
#   from announce_spans import AnnounceSpans
#   provider.add_span_processor(AnnounceSpans(OTLPSpanExporter(endpoint="http://localhost:4318/v1/traces")))
#   provider.add_span_processor(BatchSpanProcessor(your_exporter))
#
# The announcements have an exporter of their own: other backends take every span for one that has ended. The ended span comes
# by your own exporter and takes the place of its announcement. The agent never waits: what does not fit into the queue, or
# fails, is dropped and counted in `dropped`. Spans shorter than `delay` seconds are not announced.
import os
import threading

from opentelemetry import context
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import SpanExportResult


class AnnounceSpans(SpanProcessor):
    def __init__(self, exporter, delay=0.2, queue_length_max=2048, batch_length_max=64):
        self.dropped = 0
        self._exporter = exporter
        self._delay, self._queue_length_max, self._batch_length_max = delay, queue_length_max, batch_length_max
        self._begun = {}  # Begun, and neither announced nor ended; in order of start.
        self._lock = threading.Lock()
        self._has_begun = threading.Event()
        self._stopped = threading.Event()
        self._process = None  # Whose thread runs: a forked process has none.

    def on_start(self, span, parent_context=None):
        if not span.context.trace_flags.sampled or self._stopped.is_set():
            return  # Not sampled: its end will not come either.
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._run, name="AnnounceSpans", daemon=True).start()
            if len(self._begun) >= self._queue_length_max:
                self.dropped += 1
            else:
                self._begun[span.context.span_id] = span
        self._has_begun.set()

    def on_end(self, span):
        with self._lock:
            self._begun.pop(span.context.span_id, None)

    def force_flush(self, timeout_millis=30000):
        return True  # An announcement is worth nothing to who waits for it.

    def shutdown(self):
        self._stopped.set()
        self._has_begun.set()
        self._exporter.shutdown()

    def _run(self):
        # Where HTTP is instrumented, sending would make a span, which would be announced, and so for ever.
        context.attach(context.set_value(context._SUPPRESS_INSTRUMENTATION_KEY, True))
        while self._has_begun.wait() and not self._stopped.wait(self._delay):
            with self._lock:
                batch = [self._begun.pop(key) for key in list(self._begun)[: self._batch_length_max]]
                if not self._begun:
                    self._has_begun.clear()
            try:
                failed = batch and self._exporter.export([announce(span) for span in batch]) != SpanExportResult.SUCCESS
            except Exception:  # Whatever the exporter does, the agent goes on.
                failed = True
            self.dropped += len(batch) if failed else 0


def announce(span):
    """The span as it is now, without an end: Live Trace shows it as running."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={**(span.attributes or {}), "live_trace.span.announced": True},
        kind=span.kind,
        start_time=span.start_time,
        end_time=None,
        instrumentation_scope=span.instrumentation_scope,
    )
