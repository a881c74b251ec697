/** Clouds, hosting and networks besides the three large ones. */
import { endsWithCrcHex } from '../checksums.ts';
import { beginsWord } from '../word-begin.ts';
import { defineFamily, WRONG_CHECKSUM_SCORE } from '../secret-family.ts';

export const clouds = defineFamily({
  name: 'clouds',
  about:
    "Letters and lengths; Cloudflare's end with a checksum; Heroku's and Cloudflare's older keys are known by their names.",
  tokens: [
    {
      entity: 'CLOUDFLARE_TOKEN',
      prefixes: ['cfk_', 'cfut_', 'cfat_'],
      pattern: /cf(?:k|ut|at)_[A-Za-z0-9]{40}[0-9a-f]{8}(?![A-Za-z0-9_])/y,
      score: 0.99,
      judge: (value) => (endsWithCrcHex(value.slice(value.indexOf('_') + 1)) ? 0.99 : WRONG_CHECKSUM_SCORE),
    },
    {
      entity: 'CLOUDFLARE_TOKEN',
      prefixes: ['v1.0-'],
      pattern: /v1\.0-[0-9a-f]{24}-[0-9a-f]{146}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    {
      entity: 'DIGITALOCEAN_TOKEN',
      prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
      pattern: /do[opr]_v1_[0-9a-f]{64}(?![A-Za-z0-9_])/y,
      score: 0.99,
    },
    {
      entity: 'HEROKU_API_KEY',
      prefixes: ['HRKU-'],
      pattern: /HRKU-[A-Za-z0-9_-]{36,64}(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    {
      entity: 'FLY_TOKEN',
      prefixes: ['fo1_', 'fm1r_', 'fm2_', 'fm1a_'],
      pattern: /(?:fo1_[A-Za-z0-9_-]{43}|fm(?:1r|1a|2)_[A-Za-z0-9+/]{60,900}={0,3})(?![A-Za-z0-9_+/-])/y,
      score: 0.95,
    },
    {
      entity: 'VERCEL_TOKEN',
      prefixes: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
      pattern: /vc[picark]_[A-Za-z0-9]{20,60}(?![A-Za-z0-9_])/y,
      score: 0.9,
    },
    {
      entity: 'NETLIFY_TOKEN',
      prefixes: ['nfp_', 'nfc_', 'nfo_', 'nfu_'],
      pattern: /nf[pcou]_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
    {
      entity: 'TAILSCALE_KEY',
      prefixes: ['tskey-'],
      pattern: /tskey-[a-z]{2,20}-[A-Za-z0-9_]{8,40}-[A-Za-z0-9_]{16,60}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    {
      entity: 'ALIBABA_ACCESS_KEY',
      prefixes: ['LTAI'],
      pattern: /LTAI[A-Za-z0-9]{12,20}(?![A-Za-z0-9_])/y,
      score: 0.85,
    },
    { entity: 'TENCENT_SECRET_ID', prefixes: ['AKID'], pattern: /AKID[A-Za-z0-9]{32}(?![A-Za-z0-9_])/y, score: 0.9 },
    { entity: 'SCALEWAY_KEY', prefixes: ['SCW'], pattern: /SCW[A-Z0-9]{17}(?![A-Za-z0-9_])/y, score: 0.7 },
    {
      entity: 'OPENSHIFT_TOKEN',
      prefixes: ['sha256~'],
      pattern: /sha256~[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    { entity: 'PULUMI_TOKEN', prefixes: ['pul-'], pattern: /pul-[0-9a-f]{40}(?![A-Za-z0-9])/y, score: 0.97 },
    {
      entity: 'TERRAFORM_TOKEN',
      prefixes: ['atlasv1.'],
      pattern: /atlasv1\.[A-Za-z0-9_=-]{60,80}(?![A-Za-z0-9_-])/y,
      score: 0.98,
      lead: (text, start) =>
        /^[A-Za-z0-9]{14}\.$/.test(text.slice(start - 15, start)) && beginsWord(text, start - 15) ? 15 : null,
    },
  ],
  assigned: [
    {
      entity: 'HEROKU_API_KEY',
      owners: ['heroku'],
      ends: ['key', 'token', 'secret'],
      value: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      score: 0.9,
    },
    {
      entity: 'CLOUDFLARE_TOKEN',
      owners: ['cloudflare', 'cfapi', 'cftoken'],
      ends: ['key', 'token'],
      value: /^(?:[0-9a-f]{37}|[A-Za-z0-9_-]{40})$/,
      score: 0.9,
    },
  ],
});
