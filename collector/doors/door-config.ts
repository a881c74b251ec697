/**
 * The configuration keys that every HTTP door has; a receiver or extension spreads them into its own strict schema. Names
 * are the reference Collector's where it has one.
 */
import { z } from 'zod';

import { duration } from '../config/duration.ts';
import { endpoint } from '../config/endpoint.ts';

export const doorTls = z.strictObject({
  cert_file: z.string().min(1),
  key_file: z.string().min(1),
  /** Clients must show a certificate that one of these signed. */
  client_ca_file: z.string().min(1).optional(),
});

/** @param defaultEndpoint such as `localhost:4318` */
export function doorFields(defaultEndpoint: string) {
  return {
    endpoint: endpoint.prefault(defaultEndpoint),
    auth: z.strictObject({ authenticator: z.string().min(1) }).optional(),
    tls: doorTls.optional(),
    allowed_hosts: z.array(z.string().min(1)).default([]),
    /** Until the headers stand; Node's own 60 s let 2,000 idle sockets stay a minute. */
    read_header_timeout: duration.prefault('10s'),
    /** Until the whole request stands, body included. */
    read_timeout: duration.prefault('45s'),
    /** How long a connection without a request is kept; above the 60 s at which SDKs commonly flush. */
    idle_timeout: duration.prefault('75s'),
    max_connections: z.int().positive().default(4096),
  };
}

const doorConfig = z.object(doorFields('localhost:0'));
export type DoorConfig = z.infer<typeof doorConfig>;
