/**
 * Names that say their value is a secret, in code, configuration, headers and queries: `db_password`, `X-Api-Key`,
 * `clientSecret`. A name alone finds nothing; it only says how its value is judged.
 */

export type SecretNameKind = 'password' | 'key';

const PASSWORD =
  /(?:^pw|password|passwd|passwort|kennwort|passphrase|passcode|contrasena|motdepasse|pwd|(?:^|[^a-z]|db|user|admin|root|my|smtp|redis|pg|mail|ftp)pass)\d?$/;
const KEY =
  /(?:secret|(?:api|access|secret|private|auth|encryption|encrypt|signing|sign|master|service|account|client|app|application|storage|sharedaccess|shared|session|subscription|license|admin|rest|bot|webhook|hmac|jwt|ssh|deploy|integration|personalaccess|anthropic|openai|mistral|cohere|gemini|groq|deepseek|deepgram|serper|serpapi|pinecone|tavily|datadog|algolia|mailgun|sendgrid|stripe|heroku|cloudflare|azure)key|^[?&]key|token|credentials?|jwt)\d?$/;
/** Tokens that are places in a list, pieces of text, or spent with the request they came with. */
const NO_SECRET =
  /(?:next|page|paging|pagination|continuation|continue|sync|cursor|csrf|xsrf|pad|eos|bos|unk|mask|sep|cls|max|min|stop|special|start|first|last|cancel|cancellation|resume|idempotency|request|position|delta|skip|change|watch|partition|image|think|tool|lock|fencing|design|color|syntax|prompt|completion|input|output|cached|total|current|prev|previous|audio|reasoning)(?:page)?token$|public(?:api|access|auth|client)?key(?:token)?$/;

/** `FERNET_KEY`: what an environment calls a key is one, but for those of tables, caches and lists. */
const ENVIRONMENT_KEY = /^[A-Z][A-Z0-9_]{1,50}_KEY$/;
const NO_SECRET_KEY =
  /(?:PUBLIC|PUB|PRIMARY|FOREIGN|CACHE|SORT|PARTITION|RANGE|HASH|INDEX|IDEMPOTENCY|REGISTRY|OBJECT|S3|GROUP|ROUTING|STORAGE|QUERY|STATE|SESSION|CONTEXT|LOOKUP|COMPOSITE|UNIQUE|PUBLISHABLE|ANON|SITE|MAP|DICT|JSON|CONFIG|HEADER|METADATA|LOCK|TRACE)_KEY$/;

/** What is behind a name and says which one of several it is. */
const SUFFIX =
  /[_-](?:prod|production|dev|development|staging|stage|live|test|main|primary|secondary|backup|old|new|default|\d{1,2})$/i;

export function nameKind(name: string): SecretNameKind | null {
  const plain = plainName(name);
  if (PASSWORD.test(plain)) return 'password';
  if (ENVIRONMENT_KEY.test(name) && !NO_SECRET_KEY.test(name)) return 'key';
  return KEY.test(plain) && !NO_SECRET.test(plain) ? 'key' : null;
}

/** In lower case, without what joins words. */
export function plainName(name: string): string {
  return name
    .replace(SUFFIX, '')
    .replace(/[_.$ -]/g, '')
    .toLowerCase();
}
