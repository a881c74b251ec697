/** The `otlp` receiver's keys, named as in the reference Collector. Sizes hold before and after decompression. */
import { z } from 'zod';

import { byteSize } from '../../config/size.ts';
import { doorFields } from '../../doors/door-config.ts';

const urlPath = z.string().regex(/^\/[A-Za-z0-9/_.-]*$/, 'expected a path such as /v1/traces');

export const httpProtocol = z
  .strictObject({
    ...doorFields('localhost:4318'),
    max_request_body_size: byteSize.prefault('64MiB'),
    /** Of all requests being received, decompressed and handed on, together; beyond it senders are asked to come again. */
    max_requests_in_flight_bytes: byteSize.prefault('256MiB'),
    traces_url_path: urlPath.default('/v1/traces'),
    logs_url_path: urlPath.default('/v1/logs'),
    metrics_url_path: urlPath.default('/v1/metrics'),
  })
  .refine(
    (http) => new Set([http.traces_url_path, http.logs_url_path, http.metrics_url_path]).size === 3,
    'traces_url_path, logs_url_path and metrics_url_path must differ',
  );

export const otlpReceiverConfig = z.strictObject({
  protocols: z.strictObject({ http: httpProtocol.prefault({}) }).prefault({}),
});

export type HttpConfig = z.infer<typeof httpProtocol>;
export type OtlpReceiverConfig = z.infer<typeof otlpReceiverConfig>;
