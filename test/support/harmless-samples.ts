/**
 * What looks drawn at random and opens nothing: identifiers, digests, cursors, pictures, code. Drawn anew from a seed, as
 * `secret-samples.ts` draws secrets; what a person would write instead of a secret is in `test/fixtures/negative/`.
 */
import { createHash } from 'node:crypto';

import { seedRandom } from '../../processors/behavioral/random-numbers.ts';
import { draw, pick, type Random } from './secret-samples.ts';

const HEX = '0123456789abcdef';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const BASE_62 = `0123456789${UPPER}${LOWER}`;
const BASE_64 = `${BASE_62}+/`;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => draw(random, HEX, length)).join('-');
const digest = (random: Random, algorithm: string, encoding: 'hex' | 'base64'): string =>
  createHash(algorithm)
    .update(draw(random, HEX, 32))
    .digest(encoding);
const cursor = (random: Random): string =>
  Buffer.from(JSON.stringify({ after: Math.floor(random() * 1e9), id: draw(random, HEX, 12), order: 'desc' })).toString(
    'base64',
  );

const MAKERS: Readonly<Record<string, (random: Random) => string>> = {
  uuid: (random) => `Order ${uuid(random)} was shipped; see /orders/${uuid(random)}/items?trace=${uuid(random)}.`,
  uuidFields: (random) =>
    JSON.stringify({
      id: uuid(random),
      session_id: uuid(random),
      request_token: uuid(random),
      secret_id: uuid(random),
      key: uuid(random),
      token: uuid(random),
    }),
  ulid: (random) =>
    `run_01${draw(random, CROCKFORD, 24)} finished, msg_01${draw(random, BASE_62, 22)} was sent, req_${draw(random, BASE_62, 24)}`,
  providerIds: (random) =>
    JSON.stringify({
      id: `chatcmpl-${draw(random, BASE_62, 29)}`,
      call: `call_${draw(random, BASE_62, 24)}`,
      tool: `toolu_01${draw(random, BASE_62, 22)}`,
      response: `resp_${draw(random, HEX, 48)}`,
      system_fingerprint: `fp_${draw(random, HEX, 10)}`,
      file: `file-${draw(random, BASE_62, 22)}`,
      thread: `thread_${draw(random, BASE_62, 24)}`,
      vector_store: `vs_${draw(random, HEX, 32)}`,
    }),
  paymentIds: (random) =>
    `cus_${draw(random, BASE_62, 14)} paid pi_${draw(random, BASE_62, 24)} with pm_${draw(random, BASE_62, 24)}; pk_live_${draw(random, BASE_62, 24)} is on the page.`,
  awsIds: (random) =>
    `i-0${draw(random, HEX, 16)} in vpc-0${draw(random, HEX, 16)}, role AROA${draw(random, `${UPPER}234567`, 16)}, user AIDA${draw(random, `${UPPER}234567`, 16)}`,
  trace: (random) =>
    `traceparent: 00-${draw(random, HEX, 32)}-${draw(random, HEX, 16)}-01\nx-b3-traceid: ${draw(random, HEX, 32)}\nspan_id=${draw(random, HEX, 16)}`,
  gitLog: (random) =>
    Array.from(
      { length: 6 },
      () =>
        `${draw(random, HEX, 40)} ${draw(random, HEX, 8)} Merge branch ${pick(random, ['fix/token-limit', 'feature/secret-santa', 'chore/api-keys-page'])}`,
    ).join('\n'),
  gitObjects: (random) =>
    `index ${draw(random, HEX, 40)}..${draw(random, HEX, 40)} 100644\ntree ${draw(random, HEX, 40)}\nparent ${draw(random, HEX, 40)}`,
  npmLock: (random) =>
    `"resolved": "https://packages.acme.test/left-pad/-/left-pad-1.3.${Math.floor(random() * 10)}.tgz",\n"integrity": "sha512-${digest(random, 'sha512', 'base64')}",`,
  yarnLock: (random) => `  checksum: 10c0/${digest(random, 'sha512', 'hex')}\n  resolution: "jwt-decode@npm:4.0.0"`,
  pipHashes: (random) =>
    `secretstorage==3.3.3 \\\n    --hash=sha256:${digest(random, 'sha256', 'hex')} \\\n    --hash=sha256:${digest(random, 'sha256', 'hex')}`,
  goSum: (random) =>
    `github.com/golang-jwt/jwt/v5 v5.2.1 h1:${digest(random, 'sha256', 'base64')}\ngithub.com/x/token v1.0.${Math.floor(random() * 9)}/go.mod h1:${digest(random, 'sha256', 'base64')}`,
  cargoLock: (random) =>
    `name = "secrecy"\nversion = "0.10.3"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${digest(random, 'sha256', 'hex')}"`,
  docker: (random) =>
    `Digest: sha256:${digest(random, 'sha256', 'hex')}\n${draw(random, HEX, 12)}: Pull complete\nghcr.io/acme/token-service@sha256:${digest(random, 'sha256', 'hex')}`,
  etag: (random) =>
    `ETag: "${digest(random, 'md5', 'hex')}"\nContent-MD5: ${digest(random, 'md5', 'base64')}\nLast-Modified: Tue, 03 Mar 2026 10:00:00 GMT`,
  picture: (random) => `![](data:image/png;base64,iVBORw0KGgo${draw(random, BASE_64, 3_000)}==)`,
  font: (random) => `src: url(data:font/woff2;base64,d09GMgABAAAAA${draw(random, BASE_64, 2_000)}) format("woff2");`,
  base64Lines: (random) => (draw(random, BASE_64, 1_900).match(/.{1,76}/g) ?? []).join('\n'),
  hexDump: (random) =>
    Array.from(
      { length: 8 },
      (_, at) => `${(at * 16).toString(16).padStart(8, '0')}  ${(draw(random, HEX, 32).match(/../g) ?? []).join(' ')}`,
    ).join('\n'),
  certificate: (random) =>
    `-----BEGIN CERTIFICATE-----\n${(`MIID${draw(random, BASE_64, 1_000)}`.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----`,
  publicKey: (random) =>
    `ssh-rsa AAAAB3NzaC1yc2E${draw(random, BASE_64, 350)} ada@acme.test\nSHA256:${digest(random, 'sha256', 'base64').slice(0, 43)}`,
  pages: (random) =>
    JSON.stringify({
      nextPageToken: cursor(random),
      next_token: cursor(random),
      syncToken: cursor(random),
      pageToken: draw(random, BASE_62, 40),
      continuation_token: cursor(random),
      cursor: cursor(random),
    }),
  cacheKeys: (random) =>
    JSON.stringify({
      cache_key: digest(random, 'sha256', 'hex'),
      primary_key: uuid(random),
      partition_key: draw(random, HEX, 24),
      public_key: draw(random, BASE_64, 64),
      idempotency_key: uuid(random),
      key_id: draw(random, HEX, 20),
      sort_key: draw(random, BASE_62, 20),
    }),
  csrf: (random) =>
    `<input type="hidden" name="csrf-token" content="${draw(random, BASE_64, 86)}=="> <meta name="csrfToken" value=${draw(random, BASE_62, 32)}>`,
  bundles: (random) =>
    `<script src="/assets/index-${draw(random, BASE_62, 8)}.js?v=${draw(random, HEX, 20)}" integrity="sha384-${digest(random, 'sha384', 'base64')}"></script>`,
  minified: (random) =>
    Array.from(
      { length: 30 },
      () =>
        `function ${draw(random, LOWER, 2)}(${pick(random, LOWER.split(''))},t){return t.token=${draw(random, LOWER, 1)}.secret,t.password=e?n:r,this.${draw(random, BASE_62, 8)}=0x${draw(random, HEX, 8)}}`,
    ).join(';'),
  moduleHashes: (random) =>
    `exports.locals={"button":"Button_button__${draw(random, BASE_62, 5)}","passwordField":"Form_passwordField__${draw(random, BASE_62, 5)}"};webpackJsonp([${Math.floor(random() * 99)}],{"${draw(random, BASE_62, 4)}":function(e,t){}})`,
  pods: (random) =>
    `token-service-${draw(random, HEX, 9)}-${draw(random, LOWER, 5)}   1/1   Running   0   3d\nsecret-sync-${draw(random, HEX, 10)}-x7k2p   0/1   CrashLoopBackOff`,
  passwordHashes: (random) =>
    `password_hash = $2b$12$${draw(random, BASE_62, 53)}\npassword: "$argon2id$v=19$m=65536,t=3,p=4$${draw(random, BASE_64, 22)}$${draw(random, BASE_64, 43)}"\nuserPassword: {SSHA}${draw(random, BASE_64, 32)}`,
  addresses: (random) =>
    `See https://docs.acme.test/${draw(random, LOWER, 8)}/${draw(random, BASE_62, 22)}?utm_source=${draw(random, LOWER, 6)}&id=${draw(random, HEX, 24)}#${draw(random, LOWER, 6)} or ssh://git@git.acme.test:2222/app.git, mailto:ada@acme.test`,
  videos: (random) =>
    `https://video.acme.test/watch?v=${draw(random, BASE_62, 11)}&list=PL${draw(random, BASE_62, 32)}&si=${draw(random, BASE_62, 16)}`,
  arns: (random) =>
    `secret: arn:aws:secretsmanager:eu-central-1:${draw(random, '0123456789', 12)}:secret:prod/orders-${draw(random, BASE_62, 6)}\nkms_key: arn:aws:kms:eu-central-1:${draw(random, '0123456789', 12)}:key/${uuid(random)}`,
  identifiers: (random) =>
    `const accessTokenExpiresAt${draw(random, LOWER, 3)} = tokenProvider.getAccessTokenFor${pick(random, ['User', 'Service', 'Tenant'])}Base64Encoded(secretKeyName2, passwordPolicy_v2);`,
  usage: (random) =>
    JSON.stringify({
      usage: {
        input_tokens: Math.floor(random() * 1e6),
        output_tokens: Math.floor(random() * 1e4),
        cached_tokens: 1024,
        max_tokens: 4096,
      },
      tokenizer: 'cl100k_base',
      token_type: 'bearer',
    }),
  timestamps: (random) =>
    `2026-03-${10 + Math.floor(random() * 19)}T10:11:12.${draw(random, '0123456789', 9)}Z token expired at ${1_700_000_000 + Math.floor(random() * 1e8)}, password changed 2025-12-01T00:00:00Z`,
  tables: (random) =>
    Array.from(
      { length: 5 },
      () =>
        `| ${draw(random, HEX, 24)} | ${draw(random, '0123456789', 16)} | ${draw(random, UPPER, 3)}-${draw(random, '0123456789', 6)} | api key rotated |`,
    ).join('\n'),
  protein: (random) =>
    `>sp|P${draw(random, '0123456789', 5)}|TOKEN_HUMAN\n${draw(random, 'ACDEFGHIKLMNPQRSTVWY', 240)}`,
  crypto: (random) =>
    `Transaction 0x${draw(random, HEX, 64)} from 0x${draw(random, HEX, 40)}; ipfs://Qm${draw(random, BASE_62, 44)}; did:key:z6Mk${draw(random, BASE_62, 44)}`,
};

export interface HarmlessSample {
  readonly kind: string;
  readonly text: string;
}

export function makeHarmlessSamples(seed: string, rounds: number): HarmlessSample[] {
  const random = seedRandom(seed);
  return Object.entries(MAKERS).flatMap(([kind, make]) =>
    Array.from({ length: rounds }, () => ({ kind, text: make(random) })),
  );
}
