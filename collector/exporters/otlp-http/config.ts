/** The `otlp_http` exporter's keys, named as in the reference Collector; `as_received` is ours and the default. */
import { z } from 'zod';

import { duration } from '../../config/duration.ts';
import { queueConfig, retryConfig } from '../queue-config.ts';

/** Credentials in a URL end up in logs and error messages of every library on the way; `headers` is the place for them. */
const httpUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}, 'expected an http:// or https:// URL without user and password (use headers for credentials)');

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name');
const headerValue = z.string().regex(/^[\t -~\u0080-\u00ff]*$/, 'has characters that no header can carry');

export const otlpHttpConfig = z
  .strictObject({
    /** Base: `/v1/<signal>` is appended. */
    endpoint: httpUrl.optional(),
    /** Verbatim. */
    traces_endpoint: httpUrl.optional(),
    logs_endpoint: httpUrl.optional(),
    metrics_endpoint: httpUrl.optional(),
    encoding: z.literal('as_received').default('as_received'),
    compression: z.enum(['as_received', 'gzip', 'zstd', 'none']).default('as_received'),
    /** Of one attempt, connecting included. */
    timeout: duration.prefault('30s'),
    headers: z.record(headerName, headerValue).default({}),
    tls: z
      .strictObject({
        ca_file: z.string().min(1).optional(),
        cert_file: z.string().min(1).optional(),
        key_file: z.string().min(1).optional(),
        insecure_skip_verify: z.boolean().default(false),
      })
      .prefault({}),
    retry_on_failure: retryConfig.prefault({}),
    sending_queue: queueConfig.prefault({}),
  })
  .refine(
    (config) =>
      (config.endpoint ?? config.traces_endpoint ?? config.logs_endpoint ?? config.metrics_endpoint) !== undefined,
    {
      message: 'endpoint, or one of traces_endpoint, logs_endpoint and metrics_endpoint, is required',
      path: ['endpoint'],
    },
  );

export type OtlpHttpConfig = z.infer<typeof otlpHttpConfig>;
