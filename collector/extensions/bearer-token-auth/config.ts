/** The `bearertokenauth` extension's keys, named as in the reference Collector. */
import { z } from 'zod';

export const bearerTokenAuthConfig = z
  .strictObject({
    token: z.string().min(1).optional(),
    /** A file that holds the token; read once, at start. */
    filename: z.string().min(1).optional(),
    scheme: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not an authentication scheme')
      .default('Bearer'),
  })
  .refine((config) => (config.token === undefined) !== (config.filename === undefined), {
    message: 'exactly one of token and filename is required',
    path: ['token'],
  });

export type BearerTokenAuthConfig = z.infer<typeof bearerTokenAuthConfig>;
