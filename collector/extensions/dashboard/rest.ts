/** Every operation as a REST path, and the OpenAPI document of all. Errors are worded by the door. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { CollectorError } from '../../errors.ts';
import type { Operation, OperationContext } from '../../operations/operation.ts';
import { buildOpenApi } from './openapi.ts';

export function registerRest(app: FastifyInstance, operations: readonly Operation[], context: OperationContext): void {
  for (const operation of operations) {
    app.route({
      method: [operation.method, 'HEAD'],
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: (request) => operation.answer(readParams(request), context),
    });
  }
  const document = buildOpenApi(operations, context.version);
  app.route({ method: ['GET', 'HEAD'], url: '/api/openapi.json', handler: () => document });
}

/** @throws CollectorError for a query parameter that has the name of a path parameter: which one was meant? */
function readParams({ params, query }: FastifyRequest): Map<string, unknown> {
  const given = new Map(entriesOf(params));
  for (const [name, value] of entriesOf(query)) {
    if (given.has(name)) throw new CollectorError('INVALID_REQUEST', `parameter ${name}: stands in the path`);
    given.set(name, value);
  }
  return given;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
