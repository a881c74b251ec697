/**
 * All formats that begin with letters of their issuer, by their first character: what stands at the beginning of a word is
 * compared with a few short texts instead of being tried by 150 regular expressions. The same for tokens in base 64, as
 * Kubernetes and environment files hold them: what a prefix becomes there is a prefix too.
 */
import { SECRET_FAMILIES } from './families/index.ts';
import type { TokenFormat } from './secret-family.ts';

export interface IndexedToken {
  readonly prefix: string;
  readonly format: TokenFormat;
  readonly family: string;
  /** Tried where a run of characters begins and not within: each try of a long pattern reads far. */
  readonly startsRun: boolean;
  /** Made of base 64 with `+` and `/`, behind which no such token begins. */
  readonly base64: boolean;
}

/** By the first character's code; the longest prefix first, else in the order of the families. */
export type TokenIndex = readonly (readonly IndexedToken[] | undefined)[];

/** Texts of nothing but prefixes take time in proportion to this. */
const LONG = 100;

const TOKENS: readonly IndexedToken[] = SECRET_FAMILIES.flatMap(({ name, tokens }) =>
  tokens.flatMap((format) =>
    format.prefixes.map((prefix) => ({
      prefix,
      format,
      family: name,
      startsRun: longestCount(format.pattern) > LONG,
      base64: format.pattern.source.includes('+/'),
    })),
  ),
);

export const TOKEN_INDEX: TokenIndex = buildIndex(TOKENS);

/** Shorter ones begin too many words: two characters of base 64 are certain for every byte and a half. */
const ENCODED_PREFIX_LENGTH_MIN = 3;

export const ENCODED_TOKEN_INDEX: TokenIndex = buildIndex(
  TOKENS.filter(({ prefix, format }) => prefix.length >= ENCODED_PREFIX_LENGTH_MIN && format.lead === undefined).map(
    (token) => ({ ...token, prefix: encodePrefix(token.prefix) }),
  ),
);

/** The characters of base 64 that do not depend on what follows. */
export function encodePrefix(prefix: string): string {
  return Buffer.from(prefix, 'latin1')
    .toString('base64')
    .slice(0, Math.floor((prefix.length * 8) / 6));
}

function longestCount({ source }: RegExp): number {
  return Math.max(0, ...Array.from(source.matchAll(/,(\d{1,5})\}/g), ([, count]) => Number(count)));
}

function buildIndex(tokens: readonly IndexedToken[]): TokenIndex {
  const index: IndexedToken[][] = [];
  for (const token of tokens) (index[token.prefix.charCodeAt(0)] ??= []).push(token);
  for (const list of index) list?.sort((a, b) => b.prefix.length - a.prefix.length);
  return Array.from({ length: 128 }, (_, code) => index[code]);
}
