/**
 * The OpenTelemetry SDK for one agent. Every agent is a service of its own with its own resource, so each has its own provider;
 * an application with one service uses `NodeSDK` instead (connect-node.mjs).
 */
import { context, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';

export interface Tracing {
  readonly tracer: Tracer;
  /** Resolves when every span so far was exported or given up. */
  readonly flush: () => Promise<void>;
  readonly shutdown: () => Promise<void>;
}

export interface ServiceIdentity {
  readonly name: string;
  readonly version: string;
}

export function openTracing(service: ServiceIdentity, exporter: SpanExporter): Tracing {
  // Does nothing when one is set already.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service.name,
      'service.version': service.version,
      'service.namespace': 'live-trace-demo',
      'deployment.environment.name': 'demo',
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 500 })],
  });
  return {
    tracer: provider.getTracer('live-trace-demo', '1.0.0'),
    flush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown(),
  };
}

export function createOtlpExporter(endpoint: string): SpanExporter {
  return new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
}
