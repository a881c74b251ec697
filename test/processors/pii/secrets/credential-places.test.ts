/** Headers and parts of addresses that carry credentials by agreement, and those that only sound like it. */
import { describe, expect, it } from 'vitest';

import { findCredentialsInUrl, isCredentialHeader } from '../../../../processors/pii/secrets/credential-places.ts';
import { SECRET_FAMILIES } from '../../../../processors/pii/secrets/families/index.ts';
import { hashSecret, maskSecret } from '../../../../processors/pii/secrets/mask-secret.ts';
import { SECRET_KINDS } from '../../../support/secret-samples.ts';
import { seedRandom } from '../../../../processors/behavioral/random-numbers.ts';

const PREFIXES = SECRET_FAMILIES.flatMap(({ tokens }) => tokens.flatMap(({ prefixes }) => prefixes));

describe('isCredentialHeader', () => {
  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'SET-COOKIE',
    'x-api-key',
    'X_API_KEY',
    'api-key',
    'x-goog-api-key',
    'DD-API-KEY',
    'X-Acme-Access-Token',
    'x-acme-secret',
    'Private-Token',
    ' authorization ',
  ])('%s does', (name) => expect(isCredentialHeader(name)).toBe(true));
  it.each([
    'content-type',
    'user-agent',
    'x-request-id',
    'traceparent',
    'x-ratelimit-remaining-tokens',
    'anthropic-version',
    'openai-organization',
    'accept',
    'host',
    'x-next-page-token',
    '__proto__',
    '',
  ])('%s does not', (name) => expect(isCredentialHeader(name)).toBe(false));
});

describe('findCredentialsInUrl', () => {
  const values = (url: string): string[] =>
    findCredentialsInUrl(url).map(({ place, start, end }) => `${place} ${url.slice(start, end)}`);
  it.each([
    ['https://api.acme.test/v1?api_key=abc&limit=10', ['query abc']],
    ['https://user:pa@ss@acme.test/?x=1', ['userinfo user:pa@ss']],
    ['https://token@acme.test', ['userinfo token']],
    ['https://acme.test/cb#access_token=abc&token_type=bearer&expires_in=3600', ['fragment abc']],
    ['https://acme.test/cb?code=abc&state=xyz', ['query abc']],
    ['https://b.s3.amazonaws.com/k?X-Amz-Algorithm=A&X-Amz-Credential=c&X-Amz-Signature=s', ['query c', 'query s']],
    ['/relative?client_secret=abc', ['query abc']],
    ['https://acme.test/?a%70i_key=abc', ['query abc']],
    ['https://acme.test/?auth[token]=abc&sig=1;password=2', ['query abc', 'query 1', 'query 2']],
    ['https://acme.test/?key=%ZZ&%ZZ=1', ['query %ZZ']],
    ['https://acme.test/?token=', []],
    ['https://acme.test/?next_page_token=abc&monkey=1&tokens=2', []],
    ['https://acme.test/a@b?q=c@d', []],
    ['not an address', []],
    ['', []],
    ['??##&&==', []],
  ])('%s', (url, expected) => expect(values(url)).toEqual(expected));
});

describe('what may be shown of a secret', () => {
  const random = seedRandom('mask');
  it('is its issuer, its length and of long ones the end', () => {
    const [github] = [`ghp_${'q8Zk39xPq1'.repeat(3)}abwxyz`];
    expect(maskSecret(github)).toBe('ghp_\u2026wxyz [40]');
    expect(maskSecret('hunter2')).toBe('\u2026 [7]');
    expect(maskSecret('sk_live_q8Zk39xPq1')).toBe('sk_live_\u2026 [18]');
    expect(maskSecret('')).toBe('\u2026 [0]');
  });

  it.each(SECRET_KINDS.map(({ entity, make }) => ({ entity, make })))('$entity: hides what was drawn', ({ make }) => {
    const secret = make(random);
    const [head = '', rest = ''] = maskSecret(secret).split('\u2026');
    expect(['', '-----BEGIN', ...PREFIXES]).toContain(head);
    expect(rest).toMatch(new RegExp(`^.{0,4} \\[${secret.length}\\]$`));
    expect(secret.length - head.length).toBeGreaterThanOrEqual(rest.startsWith(' ') ? 4 : 28);
  });

  it('is a hash that depends on the key and on all of the secret', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(hashSecret(one, 'abc')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashSecret(one, 'abc')).toBe(hashSecret(one, 'abc'));
    expect(new Set([hashSecret(one, 'abc'), hashSecret(two, 'abc'), hashSecret(one, 'abd')]).size).toBe(3);
  });
});
