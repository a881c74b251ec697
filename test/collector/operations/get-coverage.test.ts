/** What is read of each SDK's spans: a row a scope, what is missing in numbers, and which attributes nobody reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { getCoverage } from '../../../collector/operations/get-coverage.ts';
import { getSpan } from '../../../collector/operations/get-span.ts';
import { exportRequest } from '../../support/export-request.ts';
import { listRecordedRequests, RECORDINGS } from '../../support/recordings.ts';
import { chat, spanIdOf, wrapJson, BEGIN_MS, toAttributes } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';

const HI = { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]' };

describe('coverage', () => {
  it('counts what is missing of each scope', async () => {
    const { write, context } = buildStore();
    const whole = { 'session.id': 's1', ...HI };
    await write(
      [
        chat({ trace: 'one', id: 'whole', attributes: whole }),
        chat({ trace: 'one', id: 'priceless', attributes: { ...whole, 'gen_ai.request.model': 'mine' } }),
        chat({ trace: 'two', id: 'silent' }),
        {
          trace: 'three',
          id: 'untold',
          attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.seed': 7, ...HI },
        },
        { trace: 'three', id: 'failed', error: true, attributes: { 'gen_ai.operation.name': 'chat', ...HI } },
        { trace: 'four', id: 'http', attributes: { 'http.route': '/' } },
      ],
      { service: 'desk' },
    );
    const { scopes, ...sums } = await ask(getCoverage, {}, context);
    expect(sums).toMatchObject({ spans_looked_at: 6, spans_stored: 6, spans_of_more_scopes: 0 });
    expect(scopes).toEqual([
      {
        scope: 'test',
        version: '',
        service: 'desk',
        sdk_language: null,
        spans: 6,
        vocabularies: [
          { name: 'gen-ai', spans: 5 },
          { name: 'none', spans: 1 },
        ],
        model_calls: 5,
        tool_calls: 0,
        without_content: 1,
        without_usage: 1,
        without_price: 1,
        without_session_id: 4,
        unpriced_models: [{ model: 'mine', calls: 1 }],
        dropped_attributes: { spans: 0, attributes: 0 },
        unmapped_keys: [{ key: 'gen_ai.request.seed', spans: 1 }],
        foreign_keys: [{ key: 'http.route', spans: 1 }],
      },
    ]);
  });

  it('counts what SDKs dropped at their limit, and shows it with the span', async () => {
    const { store, context } = buildStore();
    const span = {
      traceId: 'a'.repeat(32),
      spanId: spanIdOf('big'),
      name: 'chat',
      startTimeUnixNano: `${BEGIN_MS}000000`,
      endTimeUnixNano: `${BEGIN_MS}000000`,
      droppedAttributesCount: 40,
      attributes: toAttributes({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.seed': 7, 'session.id': 's1' }),
    };
    await store.write(wrapJson({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'x' }, spans: [span] }] }] }), {
      forwards: false,
    });
    const { scopes } = await ask(getCoverage, {}, context);
    expect(scopes).toMatchObject([{ dropped_attributes: { spans: 1, attributes: 40 } }]);
    const shown = await ask(getSpan, { id: 's1', span_id: spanIdOf('big') }, context);
    expect(shown).toMatchObject({ dropped_attributes_count: 40, unmapped_keys: ['gen_ai.request.seed'] });
  });

  it('looks at the newest spans only, as many as it is asked to', async () => {
    const { write, context } = buildStore();
    for (let index = 0; index < 130; index++) await write([chat({ trace: `t${index}`, id: 'a' })]);
    expect(await ask(getCoverage, { limit: '120' }, context)).toMatchObject({
      spans_looked_at: 120,
      spans_stored: 130,
    });
    await expect(ask(getCoverage, { limit: '0' }, context)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('has a row for every scope of every recording, and content that came as log records counts', async () => {
    const { store, context } = buildStore();
    for (const { file, signal, encoding } of listRecordedRequests()) {
      if (!file.startsWith('otel-openai')) continue;
      await store.write(exportRequest({ signal, encoding, body: readFileSync(join(RECORDINGS, file)) }), {
        forwards: false,
      });
    }
    const { scopes } = await ask(getCoverage, { limit: '20000' }, context);
    const openAi = scopes.find(({ scope }) => scope === '@opentelemetry/instrumentation-openai');
    expect(openAi?.version).not.toBe('');
    expect(openAi).toMatchObject({ without_content: 0, sdk_language: 'nodejs' });
  });
});
