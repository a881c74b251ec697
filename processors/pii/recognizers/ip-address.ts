/** Addresses of machines, which tell a person's household. Versions look the same, so what stands before decides. */
import { isIPv6 } from 'node:net';

import { defineRecognizer, type Candidate, type Recognizer } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

const context: Recognizer['context'] = {
  en: [
    'ip',
    'ipv4',
    'ipv6',
    'address',
    'client',
    'remote',
    'host',
    'login from',
    'logged in from',
    'connect',
    'server',
    'visitor',
  ],
  de: ['ip-adresse', 'adresse', 'rechner'],
  fr: ['adresse ip', 'serveur'],
  es: ['dirección ip', 'servidor'],
};

/** Documentation (RFC 5737), this machine, no machine, masks, and resolvers that everybody uses. */
const NOBODYS =
  /^(?:0\.|127\.|255\.|22[4-9]\.|23\d\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|169\.254\.)|^(?:8\.8\.8\.8|8\.8\.4\.4|1\.1\.1\.1|1\.0\.0\.1|9\.9\.9\.9)$/;

const VERSION_BEFORE =
  /(?:\bv|version|release|build|firmware|revision|upgraded? to|[A-Za-z]\/|==|[~^<>]=?|@)[\s:="']{0,3}$/i;

export const ipv4Address = defineRecognizer({
  name: 'ipv4-address',
  entity: 'IP_ADDRESS',
  about:
    'Four numbers up to 255, not called a version; addresses of nobody (documentation, loopback, public resolvers) score low.',
  needs: ['digit', 'dot'],
  patterns: [
    {
      name: 'dotted',
      regex: /\b(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}\b(?![.-][\dA-Za-z])/g,
      anchors: [],
      score: 0.8,
      contextScore: 0.95,
    },
  ],
  context,
  validate: (value, text, start) =>
    !/[\p{L}\p{N}._-]/u.test(text.folded.charAt(start - 1)) &&
    !VERSION_BEFORE.test(text.folded.slice(Math.max(0, start - 24), start)) &&
    !isLikelyVersion(value),
  deny: (value) => NOBODYS.test(value),
});

/** `1.2.3.4`, `2.0.0.1`: all parts small is a version or a section of a document more often than a machine. */
function isLikelyVersion(value: string): boolean {
  const parts = value.split('.').map(Number);
  return parts.every((part) => part < 20) && parts[0] !== 10;
}

export const ipv6Address = defineRecognizer({
  name: 'ipv6-address',
  entity: 'IP_ADDRESS',
  about:
    'Up to eight groups of hexadecimal digits that make an address; loopback, link-local and documentation score low.',
  needs: ['colon', 'digit'],
  find: findGroups,
  context,
  validate: (value) => isIPv6(value) && value.split(':').filter((group) => group !== '').length >= 3,
  deny: (value) => /^(?:fe80|2001:0?db8):/i.test(value),
});

const GROUPS_LENGTH_MAX = 45;
const IN_GROUPS = /[0-9A-Fa-f:]/;

/** Looks at each colon that has a group before it or a colon after it, and takes the digits and colons around it. */
function findGroups({ folded }: ScanText): Candidate[] {
  const found: Candidate[] = [];
  for (let colon = folded.indexOf(':'); colon >= 0; colon = folded.indexOf(':', colon + 1)) {
    if (!IN_GROUPS.test(folded.charAt(colon + 1))) continue;
    let start = colon;
    while (colon - start < 5 && IN_GROUPS.test(folded.charAt(start - 1))) start--;
    let end = colon + 1;
    while (end - start <= GROUPS_LENGTH_MAX && IN_GROUPS.test(folded.charAt(end))) end++;
    const isWhole = !/[\p{L}\p{N}_.-]/u.test(folded.charAt(start - 1)) && !/[\p{L}\p{N}_]/u.test(folded.charAt(end));
    if (isWhole) found.push({ start, end, score: 0.8, contextScore: 0.95 });
    colon = end - 1;
  }
  return found;
}
