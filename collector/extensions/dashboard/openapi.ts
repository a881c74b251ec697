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
  const describe = (operation: Operation): Json => ({
    operationId: operation.name,
    summary: operation.about,
    ...describeParams(operation),
    responses: {
      200: { description: 'The answer.', content: { 'application/json': { schema: refOf(operation.response) } } },
      default: {
        description: 'An error with its true status.',
        content: { 'application/json': { schema: refOf(schemas.errorBody) } },
      },
    },
  });
  const paths = new Map<string, Json>();
  for (const operation of operations) {
    const { path, method } = operation;
    paths.set(path, { ...paths.get(path), [method.toLowerCase()]: describe(operation) });
  }
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

/** What a change carries stands in the body; a name in the path is never in both. */
function describeParams({ params, path, method }: Operation): Json {
  const { properties = {}, required = [] } = z.toJSONSchema(params);
  const isNeeded = ([name, schema]: [string, unknown]): boolean =>
    required.includes(name) && !(typeof schema === 'object' && schema !== null && 'default' in schema);
  const entries = Object.entries(properties);
  const isInPath = ([name]: readonly [string, unknown]): boolean => path.includes(`{${name}}`);
  const inBody = method === 'GET' ? [] : entries.filter((entry) => !isInPath(entry));
  const parameters = entries
    .filter((entry) => !inBody.includes(entry))
    .map((entry) => {
      const [name, schema] = entry;
      return { name, in: isInPath(entry) ? 'path' : 'query', required: isNeeded(entry), schema };
    });
  if (method === 'GET') return { parameters };
  const body = {
    type: 'object',
    properties: Object.fromEntries(inBody),
    required: inBody.filter(isNeeded).map(([name]) => name),
    additionalProperties: false,
  };
  return { parameters, requestBody: { required: true, content: { 'application/json': { schema: body } } } };
}

const LIVE: Json = {
  get: {
    operationId: 'live',
    summary:
      'Server-Sent Events that say what changed: spans.stored and session.ended with session_ids, analysis.finished with ' +
      'agent_ids, findings.stored with both, or with all where there were too many; resync where notices were missed.',
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
