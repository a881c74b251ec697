/** E-mail addresses, also with letters beyond ASCII. What only looks like one (`icon@2x.png`, `git@host`) ends in no domain. */
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

const FILE_ENDINGS =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|scss|m?[jt]sx?|json|html?|py|md|txt|ya?ml|lock|zip|gz|tgz)$/i;

/** RFC 2606 keeps these for examples. */
const EXAMPLE_DOMAINS =
  /@(?:[^@]{1,200}\.)?(?:example\.(?:com|org|net|edu)|(?:[^@.]{1,63}\.)?(?:example|test|invalid|localhost|local))$/i;

/** Accounts of services, not of people: `git@github.com:owner/name`. */
const SERVICE_ACCOUNTS = /^(?:git|hg|svn|noreply|no-reply|donotreply|do-not-reply|mailer-daemon|postmaster)@/i;

const LOCAL_PART = /(?<![\p{L}\p{N}._%+'/@-])[\p{L}\p{N}_][\p{L}\p{N}._%+'-]{0,63}$/u;
const DOMAIN = /^(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}@-])/u;
const LOCAL_PART_LENGTH_MAX = 64;
const DOMAIN_LENGTH_MAX = 255;

export const emailAddress = defineRecognizer({
  name: 'email-address',
  entity: 'EMAIL_ADDRESS',
  about: 'A local part, an at sign and a domain name; names kept for examples and accounts of services score low.',
  needs: ['at', 'dot'],
  patterns: [
    { name: 'local part', regex: LOCAL_PART, anchors: [], score: 0, contextScore: 0 },
    { name: 'domain', regex: DOMAIN, anchors: [], score: 0, contextScore: 0 },
  ],
  find: findAddresses,
  context: {
    en: ['email', 'e-mail', 'mail', 'contact', 'write to'],
    de: ['mailadresse', 'kontakt'],
    fr: ['courriel', 'adresse électronique'],
    es: ['correo'],
  },
  validate: (value) => !FILE_ENDINGS.test(value) && !value.includes('..'),
  deny: (value) => EXAMPLE_DOMAINS.test(value) || SERVICE_ACCOUNTS.test(value),
});

/** From each at sign outwards: signs are rare, and what stands around one is short. */
function findAddresses({ folded }: ScanText): Candidate[] {
  const found: Candidate[] = [];
  for (let sign = folded.indexOf('@'); sign >= 0; sign = folded.indexOf('@', sign + 1)) {
    const local = LOCAL_PART.exec(folded.slice(Math.max(0, sign - LOCAL_PART_LENGTH_MAX - 1), sign))?.[0];
    const domain = DOMAIN.exec(folded.slice(sign + 1, sign + 1 + DOMAIN_LENGTH_MAX))?.[0];
    if (local === undefined || domain === undefined) continue;
    found.push({ start: sign - local.length, end: sign + 1 + domain.length, score: 0.95, contextScore: 1 });
  }
  return found;
}
