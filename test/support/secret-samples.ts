/**
 * Secrets as their issuers make them, drawn anew at every run from a seed: what is committed here is how they are built,
 * never one of them, because services that host code take a good fake for a live key. Written from the issuers' own
 * descriptions and not from the patterns under test.
 */
import { Buffer } from 'node:buffer';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { seedRandom } from '../../processors/behavioral/random-numbers.ts';
import type { EntityType } from '../../processors/pii/recognizer.ts';

export type Random = () => number;

export interface SecretKind {
  readonly entity: EntityType;
  /** What of the text `make` gives is secret, if not all of it. */
  readonly make: (random: Random) => string;
  /** Where it can only be known by what stands around it; else any context will do. `SECRET` is replaced. */
  readonly contexts?: readonly string[];
}

const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const BASE_62 = DIGITS + UPPER + LOWER;
const BASE_64 = `${UPPER}${LOWER}${DIGITS}+/`;
const URL_SAFE = `${UPPER}${LOWER}${DIGITS}-_`;

export function draw(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)] ?? '').join('');
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error('an empty list');
  return one;
}

/** A form: `h4` is four hexadecimal digits; the rest stands for itself. */
function form(...parts: readonly (string | readonly [string, number])[]): (random: Random) => string {
  return (random) => parts.map((part) => (typeof part === 'string' ? part : draw(random, part[0], part[1]))).join('');
}

function oneOf(...makers: readonly ((random: Random) => string)[]): (random: Random) => string {
  return (random) => pick(random, makers)(random);
}

function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => draw(random, HEX, length)).join('-');
}

/** GitHub, 2021: 30 characters and their CRC-32 in base 62. */
function checked62(prefix: string): (random: Random) => string {
  return (random) => {
    const body = draw(random, BASE_62, 30);
    let rest = crc32(body);
    let sum = '';
    while (sum.length < 6) {
      sum = `${BASE_62[rest % 62] ?? ''}${sum}`;
      rest = Math.floor(rest / 62);
    }
    return prefix + body + sum;
  };
}

function cloudflare(random: Random): string {
  const body = draw(random, BASE_62, 40);
  return `${pick(random, ['cfk_', 'cfut_', 'cfat_'])}${body}${crc32(body).toString(16).padStart(8, '0')}`;
}

function webToken(random: Random): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({
    alg: pick(random, ['HS256', 'RS256', 'ES256']),
    typ: 'JWT',
    ...(random() < 0.3 ? { kid: draw(random, HEX, 8) } : {}),
  });
  const body = encode({
    sub: draw(random, LOWER, 8),
    iss: 'https://login.acme.test/',
    iat: 1_700_000_000 + between(random, 0, 9_999_999),
    scope: 'read write',
  });
  return `${head}.${body}.${createHmac('sha256', draw(random, HEX, 16))
    .update(`${head}.${body}`)
    .digest('base64url')}`;
}

/** Made once: RSA takes a tenth of a second. A body drawn at random has no less of what a scanner sees. */
const PEM_HEADS = ['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'];

function privateKey(random: Random): string {
  if (random() < 0.2) {
    return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trimEnd();
  }
  const head = pick(random, PEM_HEADS);
  const body = `MII${draw(random, BASE_64, between(random, 90, 1600))}=`.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${head}-----\n${body.join('\n')}\n-----END ${head}-----`;
}

function password(random: Random): string {
  const length = between(random, 9, 22);
  return `${draw(random, LOWER, 2)}${draw(random, UPPER, 2)}${draw(random, DIGITS, 2)}${draw(random, `${BASE_62}!$%^*_+~-`, length - 6)}`;
}

const ASSIGNMENTS = [
  '"NAME": "SECRET",',
  'NAME=SECRET\n',
  "NAME = 'SECRET'",
  'export NAME="SECRET"',
  'NAME: SECRET\n',
  '{\\"NAME\\":\\"SECRET\\"}',
  'client = Client(NAME="SECRET")',
  '<NAME>SECRET</NAME>',
  'tool --NAME SECRET --verbose',
];

function named(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => ASSIGNMENTS.map((line) => line.replaceAll('NAME', name)));
}

export const SECRET_KINDS: readonly SecretKind[] = [
  { entity: 'AWS_ACCESS_KEY', make: form('AKIA', [`${UPPER}234567`, 16]) },
  { entity: 'AWS_ACCESS_KEY', make: form('ASIA', [`${UPPER}234567`, 16]) },
  {
    entity: 'AWS_SECRET_KEY',
    make: form([BASE_64, 40]),
    contexts: [...named('aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'secretAccessKey', 'SecretAccessKey')],
  },
  { entity: 'AWS_SESSION_TOKEN', make: form('IQoJb3JpZ2lu', [BASE_64, 420], '==') },
  { entity: 'AWS_BEDROCK_KEY', make: form('ABSK', [BASE_64, 128]) },
  { entity: 'GOOGLE_API_KEY', make: form('AIza', [URL_SAFE, 35]) },
  { entity: 'GOOGLE_OAUTH_SECRET', make: form('GOCSPX-', [URL_SAFE, 28]) },
  { entity: 'GOOGLE_OAUTH_TOKEN', make: form('ya29.', [URL_SAFE, 190]) },
  { entity: 'GOOGLE_OAUTH_TOKEN', make: form('1//0', [URL_SAFE, 98]) },
  { entity: 'FIREBASE_SERVER_KEY', make: form('AAAA', [URL_SAFE, 7], ':APA91b', [URL_SAFE, 134]) },
  { entity: 'AZURE_CLIENT_SECRET', make: form([BASE_62, 3], '8Q~', [`${URL_SAFE}.`, 34]) },
  { entity: 'AZURE_OPENAI_KEY', make: form([BASE_62, 52], 'JQQJ99', [BASE_62, 26]) },
  { entity: 'AZURE_DEVOPS_TOKEN', make: form([BASE_62, 76], 'AZDO', [BASE_62, 4]) },
  { entity: 'AZURE_SEARCH_KEY', make: form([BASE_62, 42], 'AzSeA', [BASE_62, 5]) },
  { entity: 'AZURE_REDIS_KEY', make: form([BASE_62, 33], 'AzCaA', [BASE_62, 5], '=') },
  { entity: 'AZURE_FUNCTION_KEY', make: form([URL_SAFE, 44], 'AzFu', [URL_SAFE, 6], '==') },
  {
    entity: 'AZURE_STORAGE_KEY',
    make: form([BASE_64, 86], '=='),
    contexts: [
      'DefaultEndpointsProtocol=https;AccountName=acmedata;AccountKey=SECRET;EndpointSuffix=core.windows.net',
      ...named('AccountKey', 'storage_key'),
    ],
  },
  {
    entity: 'AZURE_SHARED_ACCESS_KEY',
    make: form([BASE_64, 43], '='),
    contexts: [
      'Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=SECRET',
      ...named('SharedAccessKey'),
    ],
  },
  {
    entity: 'AZURE_SAS_SIGNATURE',
    make: form([BASE_62, 20], '%2B', [BASE_62, 22], '%3D'),
    contexts: [
      'https://acme.blob.core.windows.net/box/a.csv?sv=2024-11-04&se=2026-12-01T00%3A00%3A00Z&sr=b&sp=r&sig=SECRET',
    ],
  },
  {
    entity: 'TEAMS_WEBHOOK',
    make: (random) =>
      `https://acme.webhook.office.com/webhookb2/${uuid(random)}@${uuid(random)}/IncomingWebhook/${draw(random, HEX, 32)}/${uuid(random)}`,
  },
  {
    entity: 'ANTHROPIC_API_KEY',
    make: oneOf(
      form('sk-ant-api03-', [URL_SAFE, 93], 'AA'),
      form('sk-ant-admin01-', [URL_SAFE, 93], 'AA'),
      form('sk-ant-oat01-', [URL_SAFE, 93], 'AA'),
    ),
  },
  {
    entity: 'OPENAI_API_KEY',
    make: oneOf(
      form('sk-proj-', [URL_SAFE, 74], 'T3BlbkFJ', [URL_SAFE, 74]),
      form('sk-', [BASE_62, 20], 'T3BlbkFJ', [BASE_62, 20]),
      form('sk-svcacct-', [URL_SAFE, 58], 'T3BlbkFJ', [URL_SAFE, 58]),
      form('sk-proj-', [BASE_62, 48]),
      form('sk-', [HEX, 32]),
      form('sk-', [BASE_62, 48]),
    ),
  },
  { entity: 'OPENROUTER_API_KEY', make: form('sk-or-v1-', [HEX, 64]) },
  { entity: 'LANGFUSE_SECRET_KEY', make: (random) => `sk-lf-${uuid(random)}` },
  { entity: 'HUGGING_FACE_TOKEN', make: oneOf(form('hf_', [UPPER + LOWER, 34]), form('hf_', [BASE_62, 34])) },
  { entity: 'GROQ_API_KEY', make: form('gsk_', [BASE_62, 52]) },
  { entity: 'XAI_API_KEY', make: form('xai-', [BASE_62, 80]) },
  { entity: 'PERPLEXITY_API_KEY', make: form('pplx-', [BASE_62, 48]) },
  { entity: 'REPLICATE_TOKEN', make: form('r8_', [BASE_62, 37]) },
  { entity: 'NVIDIA_API_KEY', make: form('nvapi-', [URL_SAFE, 64]) },
  { entity: 'CEREBRAS_API_KEY', make: form('csk-', [LOWER + DIGITS, 48]) },
  { entity: 'TOGETHER_API_KEY', make: form('tgp_v1_', [URL_SAFE, 43]) },
  { entity: 'FIREWORKS_API_KEY', make: form('fw_', [BASE_62, 24]) },
  { entity: 'VOYAGE_API_KEY', make: form('pa-', [URL_SAFE, 43]) },
  { entity: 'JINA_API_KEY', make: form('jina_', [HEX, 32], [URL_SAFE, 28]) },
  { entity: 'LANGSMITH_API_KEY', make: form('lsv2_pt_', [HEX, 32], '_', [HEX, 10]) },
  { entity: 'PINECONE_API_KEY', make: form('pcsk_', [BASE_62, 5], '_', [BASE_62, 63]) },
  { entity: 'TAVILY_API_KEY', make: form('tvly-dev-', [BASE_62, 32]) },
  { entity: 'FIRECRAWL_API_KEY', make: form('fc-', [HEX, 32]) },
  { entity: 'E2B_API_KEY', make: form('e2b_', [HEX, 40]) },
  { entity: 'ELEVENLABS_API_KEY', make: form('sk_', [HEX, 48]) },
  { entity: 'BRAINTRUST_API_KEY', make: form('bt-st-', [BASE_62, 48]) },
  { entity: 'GITHUB_TOKEN', make: oneOf(...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map(checked62)) },
  { entity: 'GITHUB_TOKEN', make: form('github_pat_', [BASE_62, 22], '_', [BASE_62, 59]) },
  { entity: 'GITHUB_TOKEN', make: form('ghp_', [BASE_62, 36]) },
  { entity: 'GITHUB_TOKEN', make: (random) => `ghs_${draw(random, DIGITS, 7)}_${webToken(random)}` },
  {
    entity: 'GITLAB_TOKEN',
    make: oneOf(
      form('glpat-', [URL_SAFE, 20]),
      form('gldt-', [URL_SAFE, 20]),
      form('glrt-', [URL_SAFE, 20]),
      form('glpat-', [URL_SAFE, 38], '.01.', [DIGITS + LOWER, 9]),
    ),
  },
  { entity: 'ATLASSIAN_TOKEN', make: form('ATATT3xFfGF0', [URL_SAFE, 171], '=', ['0123456789ABCDEF', 8]) },
  { entity: 'SOURCEGRAPH_TOKEN', make: form('sgp_', [HEX, 16], '_', [HEX, 40]) },
  { entity: 'CIRCLECI_TOKEN', make: form('CCIPAT_', [BASE_62, 22], '_', [HEX, 40]) },
  { entity: 'BUILDKITE_TOKEN', make: form('bkua_', [HEX, 40]) },
  { entity: 'NPM_TOKEN', make: oneOf(checked62('npm_'), form('npm_', [BASE_62, 36])) },
  { entity: 'PYPI_TOKEN', make: form('pypi-AgEIcHlwaS5vcmc', [URL_SAFE, 150]) },
  { entity: 'RUBYGEMS_TOKEN', make: form('rubygems_', [HEX, 48]) },
  { entity: 'CRATES_TOKEN', make: form('cio', [BASE_62, 32]) },
  { entity: 'NUGET_TOKEN', make: form('oy2', [LOWER + DIGITS, 43]) },
  { entity: 'CLOJARS_TOKEN', make: form('CLOJARS_', [HEX, 60]) },
  { entity: 'DOCKER_TOKEN', make: form('dckr_pat_', [URL_SAFE, 27]) },
  { entity: 'ARTIFACTORY_TOKEN', make: form('AKCp', [BASE_62, 69]) },
  { entity: 'CLOUDFLARE_TOKEN', make: cloudflare },
  { entity: 'CLOUDFLARE_TOKEN', make: form('v1.0-', [HEX, 24], '-', [HEX, 146]) },
  {
    entity: 'CLOUDFLARE_TOKEN',
    make: form([URL_SAFE, 40]),
    contexts: named('CLOUDFLARE_API_TOKEN', 'cloudflare_api_key'),
  },
  { entity: 'DIGITALOCEAN_TOKEN', make: oneOf(form('dop_v1_', [HEX, 64]), form('doo_v1_', [HEX, 64])) },
  { entity: 'HEROKU_API_KEY', make: uuid, contexts: named('HEROKU_API_KEY', 'heroku_api_key') },
  { entity: 'HEROKU_API_KEY', make: form('HRKU-AA', [URL_SAFE, 58]) },
  { entity: 'FLY_TOKEN', make: form('fm2_', [BASE_64, 200]) },
  { entity: 'VERCEL_TOKEN', make: form('vcp_', [BASE_62, 56]) },
  { entity: 'NETLIFY_TOKEN', make: form('nfp_', [BASE_62, 36]) },
  { entity: 'TAILSCALE_KEY', make: form('tskey-auth-', [BASE_62, 12], 'CNTRL-', [BASE_62, 32]) },
  { entity: 'ALIBABA_ACCESS_KEY', make: form('LTAI5t', [BASE_62, 18]) },
  { entity: 'TENCENT_SECRET_ID', make: form('AKID', [BASE_62, 32]) },
  { entity: 'SCALEWAY_KEY', make: form('SCW', [UPPER + DIGITS, 17]) },
  { entity: 'OPENSHIFT_TOKEN', make: form('sha256~', [URL_SAFE, 43]) },
  { entity: 'PULUMI_TOKEN', make: form('pul-', [HEX, 40]) },
  { entity: 'TERRAFORM_TOKEN', make: form([BASE_62, 14], '.atlasv1.', [BASE_62, 67]) },
  { entity: 'DATABRICKS_TOKEN', make: form('dapi', [HEX, 32]) },
  { entity: 'SUPABASE_KEY', make: form('sbp_', [HEX, 40]) },
  { entity: 'PLANETSCALE_TOKEN', make: form('pscale_tkn_', [URL_SAFE, 43]) },
  { entity: 'NEON_API_KEY', make: form('napi_', [LOWER + DIGITS, 64]) },
  { entity: 'VAULT_TOKEN', make: form('hvs.', [URL_SAFE, 91]) },
  { entity: 'DOPPLER_TOKEN', make: form('dp.pt.', [BASE_62, 43]) },
  { entity: 'ONEPASSWORD_TOKEN', make: form('ops_eyJ', [BASE_64, 500]) },
  {
    entity: 'ONEPASSWORD_TOKEN',
    make: form(
      'A3-',
      [UPPER + DIGITS, 6],
      '-',
      [UPPER + DIGITS, 6],
      '-',
      [UPPER + DIGITS, 5],
      '-',
      [UPPER + DIGITS, 5],
      '-',
      [UPPER + DIGITS, 5],
      '-',
      [UPPER + DIGITS, 5],
    ),
  },
  { entity: 'AGE_SECRET_KEY', make: form('AGE-SECRET-KEY-1', ['QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58]) },
  { entity: 'AIRTABLE_TOKEN', make: form('pat', [BASE_62, 14], '.', [HEX, 64]) },
  { entity: 'CONFLUENT_SECRET', make: form('cflt', [BASE_64, 60]) },
  { entity: 'DROPBOX_TOKEN', make: form('sl.u.', [URL_SAFE, 180]) },
  { entity: 'CONTENTFUL_TOKEN', make: form('CFPAT-', [URL_SAFE, 43]) },
  {
    entity: 'STRIPE_API_KEY',
    make: oneOf(
      form('sk_live_', [BASE_62, 24]),
      form('rk_live_', [BASE_62, 99]),
      form('sk_live_51', [BASE_62, 97]),
      form('sk_test_', [BASE_62, 24]),
    ),
  },
  { entity: 'STRIPE_WEBHOOK_SECRET', make: form('whsec_', [BASE_62, 32]) },
  {
    entity: 'SQUARE_TOKEN',
    make: oneOf(form('EAAA', [URL_SAFE, 60]), form('sq0atp-', [URL_SAFE, 22]), form('sq0csp-', [URL_SAFE, 43])),
  },
  { entity: 'SHOPIFY_TOKEN', make: oneOf(form('shpat_', [HEX, 32]), form('shpss_', [HEX, 32])) },
  { entity: 'FLUTTERWAVE_KEY', make: form('FLWSECK-', [HEX, 32], '-X') },
  { entity: 'RAZORPAY_KEY', make: form('rzp_live_', [BASE_62, 14]) },
  {
    entity: 'PADDLE_API_KEY',
    make: form('pdl_live_apikey_01', [LOWER + DIGITS, 24], '_', [BASE_62, 22], '_', [BASE_62, 3]),
  },
  { entity: 'SHIPPO_TOKEN', make: form('shippo_live_', [HEX, 40]) },
  {
    entity: 'SLACK_TOKEN',
    make: oneOf(
      form('xoxb-', [DIGITS, 12], '-', [DIGITS, 13], '-', [BASE_62, 24]),
      form('xoxp-', [DIGITS, 12], '-', [DIGITS, 12], '-', [DIGITS, 12], '-', [HEX, 32]),
      form('xapp-1-A', [UPPER + DIGITS, 10], '-', [DIGITS, 13], '-', [HEX, 64]),
    ),
  },
  {
    entity: 'SLACK_WEBHOOK',
    make: form('https://hooks.slack.com/services/T', [UPPER + DIGITS, 8], '/B', [UPPER + DIGITS, 10], '/', [
      BASE_62,
      24,
    ]),
  },
  { entity: 'DISCORD_WEBHOOK', make: form('https://discord.com/api/webhooks/1', [DIGITS, 18], '/', [URL_SAFE, 68]) },
  {
    entity: 'DISCORD_TOKEN',
    make: (random) =>
      `${Buffer.from(`${between(random, 1, 9)}${draw(random, DIGITS, 17)}`).toString('base64url')}.${draw(random, URL_SAFE, 6)}.${draw(random, URL_SAFE, 38)}`,
  },
  { entity: 'TELEGRAM_BOT_TOKEN', make: form('7', [DIGITS, 9], ':AA', [URL_SAFE, 33]) },
  { entity: 'SENDGRID_API_KEY', make: form('SG.', [URL_SAFE, 22], '.', [URL_SAFE, 43]) },
  { entity: 'MAILGUN_API_KEY', make: form('key-', [HEX, 32]) },
  { entity: 'MAILCHIMP_API_KEY', make: form([HEX, 32], '-us', ['123456789', 1]) },
  { entity: 'TWILIO_API_KEY', make: form('SK', [HEX, 32]) },
  { entity: 'TWILIO_AUTH_TOKEN', make: form([HEX, 32]), contexts: named('TWILIO_AUTH_TOKEN', 'twilio_auth_token') },
  { entity: 'BREVO_API_KEY', make: form('xkeysib-', [HEX, 64], '-', [BASE_62, 16]) },
  { entity: 'RESEND_API_KEY', make: form('re_', [BASE_62, 8], '_', [BASE_62, 24]) },
  {
    entity: 'GRAFANA_TOKEN',
    make: oneOf(form('glsa_', [BASE_62, 32], '_', [HEX, 8]), form('glc_eyJ', [BASE_64, 120])),
  },
  {
    entity: 'SENTRY_TOKEN',
    make: oneOf(form('sntryu_', [HEX, 64]), form('sntrys_eyJ', [BASE_64, 140], '_', [BASE_64, 43])),
  },
  { entity: 'NEW_RELIC_KEY', make: oneOf(form('NRAK-', [UPPER + DIGITS, 27]), form('eu01xx', [HEX, 30], 'NRAL')) },
  { entity: 'POSTHOG_KEY', make: form('phx_', [BASE_62, 43]) },
  { entity: 'DYNATRACE_TOKEN', make: form('dt0c01.', [UPPER + DIGITS, 24], '.', [UPPER + DIGITS, 64]) },
  { entity: 'HONEYCOMB_KEY', make: form('hcaik_01', [LOWER + DIGITS, 56]) },
  { entity: 'LOGFIRE_TOKEN', make: form('pylf_v1_us_', [BASE_62, 43]) },
  {
    entity: 'DATADOG_KEY',
    make: oneOf(form([HEX, 32]), form([HEX, 40])),
    contexts: named('DD_API_KEY', 'datadog_api_key'),
  },
  { entity: 'LINEAR_API_KEY', make: form('lin_api_', [BASE_62, 40]) },
  { entity: 'NOTION_TOKEN', make: oneOf(form('ntn_', [DIGITS, 11], [BASE_62, 35]), form('secret_', [BASE_62, 43])) },
  { entity: 'FIGMA_TOKEN', make: form('figd_', [URL_SAFE, 40]) },
  { entity: 'POSTMAN_API_KEY', make: form('PMAK-', [HEX, 24], '-', [HEX, 34]) },
  { entity: 'HUBSPOT_TOKEN', make: (random) => `pat-na1-${uuid(random)}` },
  { entity: 'TYPEFORM_TOKEN', make: form('tfp_', [BASE_62, 44], '_', [BASE_62, 14]) },
  { entity: 'README_API_KEY', make: form('rdme_', [LOWER + DIGITS, 70]) },
  { entity: 'FACEBOOK_TOKEN', make: form('EAAG', [BASE_62, 180]) },
  { entity: 'TWITTER_BEARER_TOKEN', make: form('A'.repeat(20), [BASE_62, 20], '%2B', [BASE_62, 60]) },
  { entity: 'MAPBOX_TOKEN', make: form('sk.eyJ', [URL_SAFE, 80], '.', [URL_SAFE, 22]) },
  { entity: 'PREFECT_KEY', make: form('pnu_', [BASE_62, 36]) },
  { entity: 'DUFFEL_TOKEN', make: form('duffel_live_', [URL_SAFE, 43]) },
  { entity: 'CALCOM_API_KEY', make: form('cal_live_', [HEX, 32]) },
  { entity: 'JSON_WEB_TOKEN', make: webToken },
  {
    entity: 'PRIVATE_KEY',
    make: privateKey,
    contexts: ['SECRET', 'key = """SECRET"""', 'Here is the key:\n\nSECRET\n\nKeep it.', '"private_key": "ESCAPED",'],
  },
  {
    entity: 'CONNECTION_PASSWORD',
    make: form([LOWER, 2], [DIGITS, 2], [BASE_62, 10]),
    contexts: [
      'DATABASE_URL=postgres://app:SECRET@db.acme.internal:5432/orders',
      '"uri": "mongodb+srv://admin:SECRET@cluster0.ab1cd.mongodb.net/test?retryWrites=true"',
      'Connect with mysql://root:SECRET@10.2.3.4/shop and look at the table.',
      'redis://:SECRET@cache.acme.internal:6379/0',
      'amqp://worker:SECRET@mq.acme.internal//',
      'engine = create_engine("postgresql+psycopg2://svc:SECRET@localhost/db")',
    ],
  },
  {
    entity: 'BASIC_AUTH',
    make: form([LOWER, 3], [DIGITS, 2], [BASE_62, 9]),
    contexts: [
      'curl https://deploy:SECRET@repo.acme.test/simple',
      'git clone https://ci:SECRET@git.acme.test/app.git',
      'proxy: http://bob:SECRET@proxy.acme.test:3128',
    ],
  },
  {
    entity: 'BASIC_AUTH',
    make: (random) => Buffer.from(`${draw(random, LOWER, 5)}:${password(random)}`).toString('base64'),
    contexts: [
      'Authorization: Basic SECRET',
      '"authorization": "Basic SECRET"',
      "curl -H 'Authorization: Basic SECRET' https://api.acme.test",
    ],
  },
  {
    entity: 'AUTHORIZATION',
    make: form([BASE_62, 43]),
    contexts: [
      'Authorization: Bearer SECRET',
      '"Authorization": "Bearer SECRET"',
      'curl -H "Authorization: Token SECRET" https://api.acme.test',
      'headers={"Authorization": f"Bearer SECRET"}',
    ],
  },
  {
    entity: 'API_KEY',
    make: oneOf(form([BASE_62, 32]), form([HEX, 32]), form([BASE_62, 40]), form([URL_SAFE, 43]), form([HEX, 64])),
    contexts: [
      ...named(
        'api_key',
        'API_KEY',
        'client_secret',
        'access_token',
        'SERVICE_SECRET',
        'clientSecret',
        'refresh_token',
      ),
      'X-Api-Key: SECRET',
      'https://api.acme.test/v1/items?api_key=SECRET&limit=10',
      'The token is SECRET and it works.',
    ],
  },
  {
    entity: 'PASSWORD',
    make: password,
    contexts: [
      ...named('password', 'DB_PASSWORD', 'dbPassword', 'PGPASSWORD'),
      'Server=db;Database=shop;User Id=app;Password=SECRET;Encrypt=true',
      'The password is SECRET for now.',
      'The admin password is "SECRET".',
    ],
  },
];

/** Around a token that is known by itself: prose, JSON, escaped JSON, environments, code, commands, diffs, tables. */
const CONTEXTS = [
  'SECRET',
  'Use SECRET to call it, and tell nobody.',
  'My key is SECRET.',
  '{"result": "SECRET", "ok": true}',
  '"{\\"config\\":{\\"value\\":\\"SECRET\\"}}"',
  'stdout:\\nSECRET\\nexit code 0',
  'SOME_KEY=SECRET\nOTHER=1\n',
  "const key = 'SECRET';",
  'client = Client("SECRET")',
  'curl -H "Authorization: Bearer SECRET" https://api.acme.test/v1',
  '+  token: SECRET\n-  token: ""',
  '| key | SECRET | prod |',
  '`SECRET`',
  '(SECRET)',
  '\u001b[32mSECRET\u001b[0m',
  'key=SECRET&limit=10',
];

export interface SecretSample {
  readonly entity: EntityType;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const PROSE = [
  'The agent read the file and reports what it says. ',
  'Please check whether the deployment of last night went through and summarize what failed, if anything did. ',
  'Version 2.14.3 was released on 2026-03-04; see the notes for details of the migration. ',
  'I looked at 14 files, and the tests in `src/server.test.ts` pass now. ',
];

/** One of each kind in each of its contexts, `rounds` times, with prose around. */
export function makeSecretSamples(seed: string, rounds: number): SecretSample[] {
  const random = seedRandom(seed);
  return SECRET_KINDS.flatMap((kind) => Array.from({ length: rounds }, () => makeSample(kind, random)));
}

export function makeSample(kind: SecretKind, random: Random): SecretSample {
  const secret = kind.make(random);
  const context = pick(random, kind.contexts ?? CONTEXTS);
  const before = pick(random, ['', ...PROSE, `${pick(random, PROSE)}\n\n`]);
  const after = pick(random, ['', `\n\n${pick(random, PROSE)}`]);
  const marker = context.includes('ESCAPED') ? 'ESCAPED' : 'SECRET';
  const written = marker === 'ESCAPED' ? secret.replaceAll('\n', '\\n') : secret;
  // `SERVICE_SECRET=SECRET` has the name before the place.
  const place = context.lastIndexOf(marker);
  const gap = context.startsWith(`<`) ? context.indexOf(`>${marker}<`) + 1 : place;
  const start = before.length + gap;
  const text = `${before}${context.slice(0, gap)}${written}${context.slice(gap + marker.length)}${after}`;
  return { entity: kind.entity, text, start, end: start + written.length };
}
