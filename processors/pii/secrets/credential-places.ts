/** Where requests carry credentials by agreement: headers and parts of addresses. What is there is redacted unasked. */
import { nameKind, plainName } from './secret-names.ts';

/** In lower case. Signatures are among them: who holds one can repeat the request. */
const HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'set-cookie2',
  'x-api-key',
  'api-key',
  'apikey',
  'x-apikey',
  'x-auth-token',
  'x-auth-key',
  'x-access-token',
  'x-amz-security-token',
  'x-goog-api-key',
  'x-goog-iam-authorization-token',
  'ocp-apim-subscription-key',
  'x-functions-key',
  'x-ms-authorization-auxiliary',
  'private-token',
  'job-token',
  'deploy-token',
  'x-gitlab-token',
  'x-vault-token',
  'x-consul-token',
  'x-nomad-token',
  'dd-api-key',
  'dd-application-key',
  'x-honeycomb-team',
  'x-shopify-access-token',
  'x-hub-signature',
  'x-hub-signature-256',
  'stripe-signature',
  'x-slack-signature',
  'x-twilio-signature',
  'cf-access-client-secret',
  'cf-access-jwt-assertion',
  'x-forwarded-access-token',
  'x-amzn-oidc-data',
  'x-amzn-oidc-accesstoken',
  'x-csrf-token',
  'x-xsrf-token',
  'x-subscription-token',
  'x-figma-token',
  'x-atlassian-token',
  'x-rapidapi-key',
  'x-algolia-api-key',
  'x-appwrite-key',
  'x-parse-rest-api-key',
  'x-parse-master-key',
  'xi-api-key',
  'x-cg-pro-api-key',
  'mcp-session-id',
  'x-session-token',
  'x-session-id',
  'x-id-token',
  'x-jwt-assertion',
]);

/** @param name in any case; `_` counts as `-`, as attributes and environments write headers. */
export function isCredentialHeader(name: string): boolean {
  const lower = name.trim().toLowerCase().replaceAll('_', '-');
  return HEADERS.has(lower) || nameKind(lower) !== null;
}

/** Of queries and fragments, as `plainName` writes them. OAuth 2 (RFC 6749), OpenID Connect, SAML, signed addresses of clouds. */
const PARAMETERS = new Set([
  'key',
  'auth',
  'authtoken',
  'authkey',
  'sig',
  'signature',
  'xamzsignature',
  'xamzcredential',
  'xamzsecuritytoken',
  'xgoogsignature',
  'xgoogcredential',
  'awsaccesskeyid',
  'googleaccessid',
  'code',
  'clientassertion',
  'assertion',
  'idtoken',
  'idtokenhint',
  'codeverifier',
  'samlresponse',
  'samlrequest',
  'ticket',
  'sid',
  'session',
  'sessionid',
  'sessid',
  'phpsessid',
  'jsessionid',
  'otp',
  'pin',
  'pass',
  'hmac',
  'mac',
  'sas',
  'token',
  'jwt',
  'apitoken',
  'csrftoken',
]);

export interface CredentialInUrl {
  readonly place: 'userinfo' | 'query' | 'fragment';
  /** As it is written; empty for the part before the host. */
  readonly name: string;
  /** Of the value, in UTF-16 units of the address. */
  readonly start: number;
  readonly end: number;
}

/** In order. An address need not be whole or valid: a path with a query will do. */
export function findCredentialsInUrl(url: string): CredentialInUrl[] {
  const found: CredentialInUrl[] = [];
  const query = url.indexOf('?');
  const fragment = url.indexOf('#');
  const userinfo = readUserinfo(url);
  if (userinfo !== null) found.push(userinfo);
  if (query !== -1 && (fragment === -1 || query < fragment))
    readParameters(url, { place: 'query', from: query + 1, end: fragment === -1 ? url.length : fragment, found });
  if (fragment !== -1) readParameters(url, { place: 'fragment', from: fragment + 1, end: url.length, found });
  return found;
}

/** All of `user:password`, since a token may stand in either. */
function readUserinfo(url: string): CredentialInUrl | null {
  const slashes = url.indexOf('//');
  if (slashes === -1 || (slashes > 0 && url[slashes - 1] !== ':')) return null;
  const from = slashes + 2;
  const authority = url.slice(from, from + (/[/?#\\]/.exec(url.slice(from))?.index ?? url.length));
  const at = authority.lastIndexOf('@');
  if (at <= 0) return null;
  return { place: 'userinfo', name: '', start: from, end: from + at };
}

interface Parameters {
  readonly place: 'query' | 'fragment';
  readonly from: number;
  readonly end: number;
  readonly found: CredentialInUrl[];
}

function readParameters(url: string, { place, from, end, found }: Parameters): void {
  let start = from;
  while (start < end) {
    let stop = start;
    let equals = -1;
    while (stop < end && url[stop] !== '&' && url[stop] !== ';') {
      if (equals === -1 && url[stop] === '=') equals = stop;
      stop++;
    }
    if (equals !== -1 && equals + 1 < stop) {
      const name = url.slice(start, equals);
      if (isCredentialParameter(name)) found.push({ place, name, start: equals + 1, end: stop });
    }
    start = stop + 1;
  }
}

const NAME_LENGTH_MAX = 128;

export function isCredentialParameter(name: string): boolean {
  if (name.length > NAME_LENGTH_MAX) return false;
  const decoded = decode(name).replace(/\[[^[\]]*\]$/, '');
  const plain = plainName(decoded);
  return PARAMETERS.has(plain) || nameKind(decoded) !== null;
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
