/** Amazon Web Services: key ids, the secret keys beside them, session tokens, and keys of Bedrock. */
import { defineFamily } from '../secret-family.ts';

export const amazon = defineFamily({
  name: 'amazon',
  about:
    'Ids are 16 characters of base 32 after four letters; a secret key is known by its name or by an id within 200 characters (`pair-keys.ts`).',
  tokens: [
    {
      entity: 'AWS_ACCESS_KEY',
      // AIDA, AROA and their like name users and roles and open nothing.
      prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
      pattern: /A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9_])/y,
      score: 0.95,
      // The base 32 that AWS writes has no 0, 1, 8 and 9.
      judge: (value) => (/[0189]/.test(value) ? 0.7 : 0.95),
    },
    {
      entity: 'AWS_SESSION_TOKEN',
      prefixes: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz', 'FwoDYXdz', 'FQoDYXdz'],
      pattern: /(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz|F[wQ]oDYXdz)[A-Za-z0-9+/]{80,2000}={0,2}(?![A-Za-z0-9+/])/y,
      score: 0.95,
    },
    {
      entity: 'AWS_BEDROCK_KEY',
      prefixes: ['ABSK', 'bedrock-api-key-'],
      pattern: /(?:ABSK[A-Za-z0-9+/]{100,260}|bedrock-api-key-[A-Za-z0-9+/]{60,2000})={0,2}(?![A-Za-z0-9+/])/y,
      score: 0.95,
    },
  ],
  assigned: [
    {
      entity: 'AWS_SECRET_KEY',
      owners: ['aws', 'secretaccess', 'secretkey', 's3'],
      ends: ['secret', 'key'],
      value: /^[A-Za-z0-9/+]{40}$/,
      score: 0.9,
    },
    {
      entity: 'AWS_SESSION_TOKEN',
      owners: [],
      ends: ['awstoken', 'sessiontoken', 'securitytoken'],
      value: /^[A-Za-z0-9/+]{100,2000}={0,2}$/,
      score: 0.8,
    },
  ],
});
