/**
 * A call that runs is on the page before it ends, and is the same call afterwards. Collector, SDK, destination and browser are
 * real; the span ends when the page has shown it, so nothing here waits for a clock.
 */
import { SpanKind, trace, context } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, it, vi } from 'vitest';

// @ts-expect-error The example is plain JavaScript, as users copy it.
import { AnnounceSpans } from '../../examples/announce-spans.mjs';
import type { SessionDetail } from '../../collector/operations/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { spawnCollector, temporaryDirectory, writeConfig } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { startOtlpBackend } from '../support/otlp-backend.ts';

vi.setConfig({ testTimeout: 120_000 });

const ID = 'announced';

it('shows a call while it runs and once it has ended, and forwards only what has ended', async () => {
  await using closing = new AsyncDisposableStack();
  const directory = closing.adopt(temporaryDirectory(), (used) => used.remove());
  const backend = closing.adopt(await startOtlpBackend(), (used) => used.close());
  const config = writeConfig({ directory: directory.path, exporters: { otlp_http: { endpoint: backend.url } } });
  const collector = closing.adopt(await spawnCollector(config), async (used) => void (await used.stop()));
  const browser = closing.adopt(await launchBrowser(), (used) => used.close());
  const url = `${collector.otlpUrl}/v1/traces`;
  const announcing = new AnnounceSpans(new OTLPTraceExporter({ url }), { delayMs: 1 });
  const ended = new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url }) });
  const provider = new TracerProvider({ spanProcessors: [announcing, ended] });
  closing.defer(() => provider.shutdown());
  const tracer = provider.getTracer('announced');
  const readSession = async (): Promise<SessionDetail> => {
    const answer = await fetch(`${collector.dashboardUrl}/api/session/${ID}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as SessionDetail;
  };

  const attributes = {
    'gen_ai.conversation.id': ID,
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.provider.name': 'openai',
  };
  const root = tracer.startSpan('invoke_agent slow', {
    attributes: { ...attributes, 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'slow' },
  });
  const call = tracer.startSpan(
    'chat gpt-4o',
    { kind: SpanKind.CLIENT, attributes: { ...attributes, 'gen_ai.operation.name': 'chat' } },
    trace.setSpan(context.active(), root),
  );
  await eventually(async () => {
    const { session, timeline } = await readSession();
    expect(timeline.map(({ status, kind }) => `${kind} ${status}`).sort()).toEqual([
      'agent running',
      'llm.chat running',
    ]);
    expect(session).toMatchObject({ message_count: 0, total_tokens: 0, agent_name: 'slow', status: 'active' });
  });
  const page = await browser.newPage();
  await page.goto(`${collector.dashboardUrl}/session/${ID}`);
  const step = page.getByRole('listitem').filter({ hasText: 'Model call 1' });
  await step.getByText('running', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Live', exact: true }).waitFor();

  call.setAttributes({ 'gen_ai.usage.input_tokens': 120, 'gen_ai.usage.output_tokens': 30 });
  call.end();
  root.end();
  await step.getByText('120 in, 30 out').waitFor();
  expect(await step.getByText('running', { exact: false }).count()).toBe(0);
  const { session, timeline, open_spans } = await readSession();
  expect(session).toMatchObject({ message_count: 1, total_tokens: 150, span_count: 2 });
  expect(timeline.map(({ status }) => status)).toEqual(['unset', 'unset']);
  expect(open_spans).toEqual([]);

  await backend.whenReceived(2);
  expect(backend.received).toHaveLength(2);
  expect(announcing.dropped).toBe(0);
});
