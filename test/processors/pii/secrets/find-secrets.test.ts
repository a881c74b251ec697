/** What the search for secrets promises besides finding them: offsets, order, scores, and time that grows with the text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seedRandom } from '../../../../processors/behavioral/random-numbers.ts';
import { SECRET_FAMILIES } from '../../../../processors/pii/secrets/families/index.ts';
import { findSecrets } from '../../../../processors/pii/secrets/find-secrets.ts';
import { draw, makeSample, pick, SECRET_KINDS } from '../../../support/secret-samples.ts';

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const random = seedRandom('find-secrets');
const kindOf = (entity: string) => SECRET_KINDS.find((kind) => kind.entity === entity)!;
const secretOf = (entity: string): string => kindOf(entity).make(random);
const found = (text: string): string[] =>
  findSecrets(text).map((one) => `${one.entity_type} ${text.slice(one.start, one.end)}`);

describe('a find', () => {
  it('has the shape of a recognizer result and counts UTF-16 units', () => {
    const key = secretOf('GROQ_API_KEY');
    const text = `\u{1F511}\u00E9 ${key} \u{1F511}`;
    expect(findSecrets(text)).toEqual([
      {
        entity_type: 'GROQ_API_KEY',
        start: 4,
        end: 4 + key.length,
        score: 0.95,
        recognition_metadata: { recognizer_name: 'model-providers', kind: 'secret' },
      },
    ]);
  });

  it('says who issued it rather than how it was sent', () => {
    const key = secretOf('FIREWORKS_API_KEY');
    expect(found(`Authorization: Bearer ${key}`)).toEqual([`FIREWORKS_API_KEY ${key}`]);
    expect(found(`api_key="${key}"`)).toEqual([`FIREWORKS_API_KEY ${key}`]);
  });

  it('is surer with a checksum that is right', () => {
    const classic = secretOf('GITHUB_TOKEN');
    const wrong = classic.slice(0, -1) + (classic.endsWith('a') ? 'b' : 'a');
    expect(findSecrets(classic)[0]?.score).toBe(0.99);
    expect(findSecrets(wrong)[0]?.score).toBe(0.6);
  });

  it('is nothing where a web token says that nobody signed it or that it is the example of jwt.io', () => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signature = draw(random, BASE_62, 43);
    const token = (header: unknown, claims: unknown): string => `${encode(header)}.${encode(claims)}.${signature}`;
    expect(found(token({ alg: 'HS256' }, { sub: 'ada' }))).toHaveLength(1);
    expect(found(token({ alg: 'none' }, { sub: 'ada' }))).toEqual([]);
    expect(found(token({ typ: 'JWT' }, { sub: 'ada' }))).toEqual([]);
    expect(findSecrets(token({ alg: 'HS256' }, { sub: '1234567890', name: 'John Doe' }))[0]?.score).toBe(0.6);
    const example = [
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
      'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ',
    ];
    expect(found([...example, 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'].join('.'))).toEqual([]);
    expect(found(token({ alg: 'HS256' }, ['no', 'object']))).toEqual([]);
    expect(found(`eyJ${draw(random, BASE_62, 40)}.eyJ${draw(random, BASE_62, 40)}.${signature}`)).toEqual([]);
  });
});

describe('where a secret stands', () => {
  const key = secretOf('GITLAB_TOKEN');
  it.each([
    ['an escaped line break', `"ok\\n${key}\\nok"`],
    ['an escape within an escape', `{\\"a\\":\\"\\\\n${key}\\"}`],
    ['a percent sign', `token%3D${key}%26x`],
    ['an escaped equals sign', `token\\u003d${key}\\u0026x`],
    ['a colour', `\u001b[1;31m${key}\u001b[0m`.replace('1;31', '31')],
    ['an address', `https://oauth2:${key}@git.acme.test/app.git`],
    ['a flag', `tool --token=${key}`],
    ['brackets', `[${key}](x)`],
    ['the end of a sentence', `It is ${key}.`],
    ['markup', `<b>${key}</b>`],
  ])('%s does not hide it', (_place, text) => {
    expect(found(text)).toContain(`GITLAB_TOKEN ${key}`);
  });

  it('base 64 does not hide it, once', () => {
    const github = secretOf('GITHUB_TOKEN');
    const encoded = Buffer.from(github).toString('base64');
    expect(found(`data:\n  token: ${encoded}\n`)).toEqual([`GITHUB_TOKEN ${encoded}`]);
    const withBreak = Buffer.from(`${github}\n`).toString('base64');
    expect(found(withBreak)).toEqual([`GITHUB_TOKEN ${withBreak}`]);
    const pem = Buffer.from(secretOf('PRIVATE_KEY')).toString('base64');
    expect(found(`key: ${pem}`)).toEqual([`PRIVATE_KEY ${pem}`]);
  });

  it('a secret key of AWS is known by the id beside it, and a digest there is none', () => {
    const [id, secret] = [secretOf('AWS_ACCESS_KEY'), secretOf('AWS_SECRET_KEY')];
    expect(found(`${id}\n${secret}`)).toEqual([`AWS_ACCESS_KEY ${id}`, `AWS_SECRET_KEY ${secret}`]);
    expect(found(`${secret} and ${id}`)).toEqual([`AWS_SECRET_KEY ${secret}`, `AWS_ACCESS_KEY ${id}`]);
    expect(found(`${id} ${draw(random, '0123456789abcdef', 40)}`)).toEqual([`AWS_ACCESS_KEY ${id}`]);
    expect(found(`${id} ${'word '.repeat(60)} ${secret}`)).toEqual([`AWS_ACCESS_KEY ${id}`]);
    expect(found(secret)).toEqual([]);
  });

  it('a private key is one find: whole, on one line, cut off, two in a row', () => {
    const pem = secretOf('PRIVATE_KEY');
    const flat = pem.replaceAll('\n', '\\n');
    expect(found(`a\n${pem}\nb`)).toEqual([`PRIVATE_KEY ${pem}`]);
    expect(found(`"${flat}"`)).toEqual([`PRIVATE_KEY ${flat}`]);
    expect(found(`${pem}\n${pem}`)).toEqual([`PRIVATE_KEY ${pem}`, `PRIVATE_KEY ${pem}`]);
    const cut = pem.slice(0, 110);
    expect(findSecrets(cut)).toMatchObject([{ entity_type: 'PRIVATE_KEY', start: 0, score: 0.85 }]);
    expect(found(`${cut}\n${pem}`)).toEqual([`PRIVATE_KEY ${cut}\n`, `PRIVATE_KEY ${pem}`]);
    expect(found(pem.replaceAll('PRIVATE', 'PUBLIC'))).toEqual([]);
  });

  it('a key is known by an environment, a flag at the beginning, a scheme in small letters, and Docker', () => {
    const key = draw(random, BASE_62, 44);
    expect(found(`FERNET_KEY=${key}`)).toEqual([`API_KEY ${key}`]);
    expect(found(`CACHE_KEY=${key}`)).toEqual([]);
    expect(found(`--api-key ${key}`)).toEqual([`API_KEY ${key}`]);
    expect(found(`authorization=bearer%20${key}`)).toEqual([`AUTHORIZATION ${key}`]);
    const auth = Buffer.from(`bob:${key}`).toString('base64');
    expect(found(`{"auths":{"r.acme.test":{"auth":"${auth}"}}}`)).toEqual([`BASIC_AUTH ${auth}`]);
  });

  it.each([
    ['curl -u deploy:PASSWORD https://api.acme.test', 'BASIC_AUTH'],
    ['machine git.acme.test login ci password PASSWORD', 'PASSWORD'],
    ['mongodb://app:PASSWORD@one.acme.test:27017,two.acme.test:27017/db', 'CONNECTION_PASSWORD'],
    ['jdbc:postgresql://app:PASSWORD@db/orders', 'CONNECTION_PASSWORD'],
    ['//npm.acme.test/:_password="PASSWORD"', 'PASSWORD'],
    ['wifi password is "PASSWORD"', 'PASSWORD'],
    ['The password for the admin of orders is PASSWORD', 'PASSWORD'],
    ['log in as admin with password PASSWORD', 'PASSWORD'],
    ['mysql -h db -u root -pPASSWORD shop', 'PASSWORD'],
    ['sshpass -p PASSWORD ssh root@db', 'PASSWORD'],
    ['| password | PASSWORD | prod |', 'PASSWORD'],
    ["'db_password' => 'PASSWORD',", 'PASSWORD'],
    ['<add key="x"/><password>PASSWORD</password>', 'PASSWORD'],
  ])('%s', (context, entity) => {
    const password = 'q8!Zk39xPq11Lm'.replace('!', context.includes('://') ? '-' : '!');
    expect(found(context.replace('PASSWORD', password))).toEqual([`${entity} ${password}`]);
  });
});

const FRAGMENTS = [
  ...SECRET_FAMILIES.flatMap(({ tokens }) => tokens.flatMap(({ prefixes }) => prefixes)),
  'password',
  'api_key',
  'token',
  'secret',
  'Authorization',
  'Bearer ',
  'Basic ',
  '://',
  '@',
  ':',
  '=',
  '"',
  "'",
  '\\',
  '\\"',
  '%3D',
  '\\u003d',
  '\n',
  ' ',
  '<',
  '>',
  '-----BEGIN ',
  'PRIVATE KEY-----',
  '-----END ',
  'postgres://',
  'a:b@c',
  '\u001b[32m',
  '\ud800',
  '\udc00',
  '\u200b',
  '\u202e',
  '\u0130',
  '__proto__',
  '.',
  '-',
  '_',
  '~',
  '+',
  '/',
  'A',
  '0',
  'AAAAAAAAAAAAAAAAAAAA',
  'abcdefghijklmnop',
  '0123456789',
  'deadbeefdeadbeef',
  'Zk39xPq11LmN0pRs',
  'eyJhbGciOiJIUzI1NiJ9',
];

/** Whether finds are within the text, in order, apart, and the same again. Patterns keep a place between calls; nothing may show. */
function checkFinds(text: string): void {
  const finds = findSecrets(text);
  let last = 0;
  for (const { start, end, score } of finds) {
    if (!(start >= last && end > start && end <= text.length && score >= 0.5 && score <= 1)) {
      throw new Error(`${JSON.stringify(finds)} in ${JSON.stringify(text)}`);
    }
    last = end;
  }
}

describe('any text', () => {
  it('gives finds that are in order and apart, and the same twice', () => {
    const arbitrary = fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 30 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(arbitrary, (parts) => {
        const text = parts.join('');
        checkFinds(text);
        expect(findSecrets(text)).toEqual(findSecrets(text));
      }),
      { numRuns: 300 },
    );
  });

  it('does not hide a secret that stands between blanks', () => {
    const kinds = SECRET_KINDS.filter(({ contexts }) => contexts === undefined);
    const seed = Math.floor(Math.random() * 2 ** 32);
    const draws = seedRandom(seed);
    let missed = 0;
    for (let round = 0; round < 1_000; round++) {
      const secret = pick(draws, kinds).make(draws);
      const noise = (): string => Array.from({ length: 6 }, () => pick(draws, FRAGMENTS.slice(-48))).join('');
      const before = `${noise()} `;
      const finds = findSecrets(`${before}${secret} ${noise()}`);
      if (!finds.some(({ start, end }) => start < before.length + secret.length && end > before.length)) missed++;
    }
    // Of drawn bodies some have a word such as `fake` within.
    expect(missed, `seed ${seed}`).toBeLessThanOrEqual(5);
  });

  it('of a million made from the worst pieces breaks nothing (20,000 unless LIVE_TRACE_LONG is set)', () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const draws = seedRandom(seed);
    const count = process.env.LIVE_TRACE_LONG === undefined ? 20_000 : 1_000_000;
    for (let round = 0; round < count; round++) {
      const length = 1 + Math.floor(draws() * 12);
      let text = '';
      for (let at = 0; at < length; at++) {
        const kind = draws();
        if (kind < 0.8) text += pick(draws, FRAGMENTS);
        else if (kind < 0.9) text += draw(draws, BASE_62, Math.floor(draws() * 60));
        else text += String.fromCharCode(Math.floor(draws() * 0x10000));
      }
      try {
        checkFinds(text);
      } catch (error) {
        throw new Error(`seed ${seed}, round ${round}`, { cause: error });
      }
    }
  }, 600_000);

  /* Some of these once began the same work again at every piece: 20 KB took a second. */
  it.each([
    ...FRAGMENTS.filter((piece) => piece.length > 3),
    'Z2hwX2FiY2RlZmdo/',
    '?key=',
    'password=',
    'password="',
    'api_key=a',
    'eyJ-',
    'sk-ant--',
    'glptt--',
    'a://b:',
    ' -u ',
    'key for ',
    'assword for a',
    ' | ',
    'password | ',
    ' -p',
    'mysql -pa ',
    ' --password ',
    'Authorization: Basic a',
    '-----BEGIN PRIVATE KEY-----\nA-a:\n',
    'AKIAQ5WZ2T7BN3XKDLMA ',
  ])('ends where it is %j over and over', (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    checkFinds(text);
    checkFinds(`${'-----BEGIN RSA PRIVATE KEY-----\nMII'.repeat(2_000)}${text}-----END RSA PRIVATE KEY-----`);
  });

  it('keeps what it finds when more text follows', () => {
    const draws = seedRandom('more text');
    for (const kind of SECRET_KINDS) {
      const { text } = makeSample(kind, draws);
      const alone = findSecrets(`${text}\n\n`);
      expect(findSecrets(`${text}\n\n${'Some prose goes on. '.repeat(50)}`)).toEqual(alone);
    }
  });
});
