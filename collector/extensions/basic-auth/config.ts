/** The `basicauth` extension's keys, as far as a server needs them, named as in the reference Collector. */
import { z } from 'zod';

import { parseHtpasswd } from './htpasswd.ts';

export const basicAuthConfig = z.strictObject({
  htpasswd: z.strictObject({
    /** One `user:password` a line; the password in clear or as `{SHA}` or `{SSHA}` hash. */
    inline: z.string().transform((text, context) => {
      const { users, errors } = parseHtpasswd(text);
      for (const message of errors) context.addIssue({ code: 'custom', message });
      return users;
    }),
  }),
});

export type BasicAuthConfig = z.infer<typeof basicAuthConfig>;
