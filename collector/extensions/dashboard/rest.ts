/** Every operation as a REST path, and the OpenAPI document of all. Errors are worded by the door. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { CollectorError } from '../../errors.ts';
import type { Operation, OperationContext } from '../../operations/operation.ts';
import { buildOpenApi } from './openapi.ts';

/** A change is a few words of a person; the longest has 500 characters, each up to twelve when escaped. */
const BODY_BYTES_MAX = 16_384;

export function registerRest(app: FastifyInstance, operations: readonly Operation[], context: OperationContext): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, JSON.parse(String(text)));
    } catch {
      done(new CollectorError('INVALID_REQUEST', 'the body is not JSON'));
    }
  });
  for (const operation of operations) {
    const isRead = operation.method === 'GET';
    app.route({
      method: isRead ? ['GET', 'HEAD'] : operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      bodyLimit: BODY_BYTES_MAX,
      handler: (request) => operation.answer(isRead ? readParams(request) : readChange(request), context),
    });
  }
  const document = buildOpenApi(operations, context.version);
  app.route({ method: ['GET', 'HEAD'], url: '/api/openapi.json', handler: () => document });
}

/** @throws CollectorError for a query parameter that has the name of a path parameter: which one was meant? */
function readParams({ params, query }: FastifyRequest): Map<string, unknown> {
  return mergeGiven(entriesOf(params), entriesOf(query));
}

/**
 * Path and body. Only JSON is read: a form of another website can send the other types without asking first.
 * @throws CollectorError
 */
function readChange({ params, query, body, headers }: FastifyRequest): Map<string, unknown> {
  if (!/^application\/json *(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw new CollectorError('UNSUPPORTED_MEDIA_TYPE', 'a change is sent as application/json');
  }
  const [strange] = entriesOf(query);
  if (strange !== undefined)
    throw new CollectorError('INVALID_REQUEST', 'a change stands in the body, not in the query');
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new CollectorError('INVALID_REQUEST', 'the body is not a JSON object');
  }
  return mergeGiven(entriesOf(params), entriesOf(body));
}

function mergeGiven(inPath: readonly [string, unknown][], more: readonly [string, unknown][]): Map<string, unknown> {
  const given = new Map(inPath);
  for (const [name, value] of more) {
    if (given.has(name)) throw new CollectorError('INVALID_REQUEST', `parameter ${name}: stands in the path`);
    given.set(name, value);
  }
  return given;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
