/**
 * An address to listen on: `localhost:4318`, `[::1]:4318`, `:4318`. As in the reference Collector an empty host means every
 * address of the machine, not the loopback.
 */
import { z } from 'zod';

export interface Endpoint {
  /** IPv6 without its brackets. */
  readonly host: string;
  /** 0 lets the machine choose. */
  readonly port: number;
}

const SHAPE = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]*):([0-9]{1,5})$/;

export const endpoint = z
  .string()
  .transform((text, context): Endpoint => {
    const match = SHAPE.exec(text);
    const port = Number(match?.[2]);
    if (match === null || port > 65535) {
      context.addIssue({ code: 'custom', message: 'expected host:port, such as localhost:4318 or [::1]:4318' });
      return z.NEVER;
    }
    const host = (match[1] ?? '').replace(/^\[|\]$/g, '').toLowerCase();
    return { host: host === '' ? '0.0.0.0' : host, port };
  })
  .meta({ title: 'host:port' });
