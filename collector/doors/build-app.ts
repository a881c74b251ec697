/**
 * The Fastify instance behind a door: routes, and one way to word every error, the framework's own included. It is never
 * asked to listen; `open-door.ts` hands it requests that passed the guard.
 */
import { Server, type RequestListener, type ServerResponse } from 'node:http';

import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';

import { CollectorError, toCollectorError } from '../errors.ts';
import { methodsOf, type KnownRoute } from './known-routes.ts';
import { codeOf } from './listen.ts';
import type { DoorOptions } from './open-door.ts';
import { writeError } from './write-error.ts';

const DEFAULT_BODY_LIMIT = 2 ** 20;

export async function buildApp(options: DoorOptions): Promise<{ app: FastifyInstance; handle: RequestListener }> {
  let handle: RequestListener | undefined;
  const routes: KnownRoute[] = [];
  const answerError = createErrorAnswer(options);
  const app = Fastify({
    bodyLimit: options.bodyLimit ?? DEFAULT_BODY_LIMIT,
    exposeHeadRoutes: false,
    // Ids of sessions and agents stand in paths: 200 characters, each up to nine when percent-encoded; 100 is the default.
    routerOptions: { maxParamLength: 4096 },
    // While it closes, the guard answers, in the door's own words.
    return503OnClosing: false,
    frameworkErrors: (error, { raw }, reply) => answerError(error, { raw }, reply),
    serverFactory: (handler) => {
      handle = handler;
      return new Server();
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onRoute', (route) => void routes.push({ url: route.url, methods: [route.method].flat() }));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url.split('?', 1)[0] ?? '/', routes);
    if (methods.length === 0) {
      answerError(new CollectorError('NOT_FOUND', 'nothing is served at this path'), request, reply);
      return;
    }
    reply.raw.setHeader('allow', methods.join(', '));
    const message = `this path takes ${methods.join(', ')} only`;
    answerError(new CollectorError('METHOD_NOT_ALLOWED', message), request, reply);
  });
  await options.routes(app);
  await app.ready();
  if (handle === undefined) throw new CollectorError('INTERNAL', 'the framework gave no request handler');
  return { app, handle };
}

type Asked = Pick<FastifyRequest, 'raw'> & { routeOptions?: { url?: string | undefined } };
type ErrorAnswer = (thrown: unknown, request: Asked, reply: { hijack(): unknown; raw: ServerResponse }) => void;

function createErrorAnswer(options: DoorOptions): ErrorAnswer {
  return (thrown, request, reply) => {
    const error = fromFramework(thrown);
    if (error.code === 'INTERNAL') logInternal(options, request.routeOptions?.url, error);
    // Written by hand, because it is also the answer to what the framework itself could not make sense of.
    reply.hijack();
    writeError({ error, request: request.raw, response: reply.raw, render: options.renderError });
  };
}

/** The framework's own errors carry a status; what they say may quote the sender, so only their meaning is kept. */
function fromFramework(thrown: unknown): CollectorError {
  if (thrown instanceof CollectorError || !(thrown instanceof Error)) return toCollectorError(thrown);
  const status = 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
  if (status === 413) return new CollectorError('TOO_LARGE', 'the body is larger than this door takes');
  if (status === 415) return new CollectorError('UNSUPPORTED_MEDIA_TYPE', 'this content type is not taken here');
  if (status === 404) return new CollectorError('NOT_FOUND', 'nothing is served at this path');
  if (status >= 400 && status < 500) return new CollectorError('INVALID_REQUEST', 'the request is malformed');
  return toCollectorError(thrown);
}

/** Where it happened, but not what was said: the text of an error may quote what a stranger sent. */
function logInternal({ name, settings }: DoorOptions, route: string | undefined, { cause }: CollectorError): void {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  settings.logger.error(
    {
      door: name,
      route,
      error: cause instanceof Error ? cause.name : typeof cause,
      code: codeOf(cause),
      frames: stack.split('\n').filter((line) => line.startsWith('    at ')),
    },
    'internal error while answering a request',
  );
}
