/** The OpenAPI 3.1 document, built from the operations themselves: what is served and what is described cannot part. */
import { z } from 'zod';

import type { Operation } from '../../operations/operation.ts';
import * as analysisSchemas from '../../operations/analysis-schemas.ts';
import * as behaviourSchemas from '../../operations/behaviour-schemas.ts';
import * as findingSchemas from '../../operations/finding-schemas.ts';
import * as schemas from '../../operations/schemas.ts';

type Json = Readonly<Record<string, unknown>>;

export function buildOpenApi(operations: readonly Operation[], version: string): Json {
  const { registry, components } = describeSchemas();
  const refOf = (schema: z.ZodType): Json => ({ $ref: `${SCHEMA_PREFIX}${registry.get(schema)?.id}` });
  const paths = operations.map(({ path, method, ...operation }) => [
    path,
    {
      [method.toLowerCase()]: {
        operationId: operation.name,
        summary: operation.about,
        parameters: describeParams(operation.params, path),
        responses: {
          200: { description: 'The answer.', content: { 'application/json': { schema: refOf(operation.response) } } },
          default: {
            description: 'An error with its true status.',
            content: { 'application/json': { schema: refOf(schemas.errorBody) } },
          },
        },
      },
    },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Live Trace', version },
    paths: { ...Object.fromEntries(paths), '/api/live': LIVE },
    components: { schemas: components },
  };
}

const SCHEMA_PREFIX = '#/components/schemas/';

/** Every schema that a file of schemas exports is a component under its own name. */
const NAMED_SCHEMAS = { ...schemas, ...analysisSchemas, ...behaviourSchemas, ...findingSchemas };

function describeSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(NAMED_SCHEMAS))
    if (schema instanceof z.ZodType) registry.add(schema, { id: name });
  const described = z.toJSONSchema(registry, { uri: (id) => `${SCHEMA_PREFIX}${id}` });
  const components = Object.entries(described.schemas).map(([id, schema]) => {
    const { $id: _id, $schema: _schema, ...rest } = schema;
    return [id, rest];
  });
  return { registry, components: Object.fromEntries(components) };
}

function describeParams(params: z.ZodObject, path: string): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(params);
  return Object.entries(properties).map(([name, schema]) => {
    const inPath = path.includes(`{${name}}`);
    const hasDefault = typeof schema === 'object' && 'default' in schema;
    return { name, in: inPath ? 'path' : 'query', required: required.includes(name) && !hasDefault, schema };
  });
}

const LIVE: Json = {
  get: {
    operationId: 'live',
    summary:
      'Server-Sent Events that say what changed: spans.stored and session.ended, each with session_ids, or with all where ' +
      'there were too many; resync where notices were missed.',
    parameters: [{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } }],
    responses: {
      200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      default: {
        description: 'An error with its true status.',
        content: { 'application/json': { schema: { $ref: `${SCHEMA_PREFIX}errorBody` } } },
      },
    },
  },
};
