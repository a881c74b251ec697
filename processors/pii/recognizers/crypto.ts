/** Addresses of wallets. Bitcoin's carry a checksum of 32 bits; Ethereum's do only in capitals, so the length must do. */
import { createHash } from 'node:crypto';

import { passesBech32 } from '../checksums/bech32.ts';
import { defineRecognizer, type Recognizer } from '../recognizer.ts';

const context: Recognizer['context'] = {
  en: [
    'wallet',
    'btc',
    'bitcoin',
    'crypto',
    'eth',
    'ethereum',
    'address',
    'coin',
    'send',
    'donate',
    'usdt',
    'usdc',
    'token',
  ],
};

export const bitcoinAddress = defineRecognizer({
  name: 'bitcoin-address',
  entity: 'CRYPTO',
  about: 'Base58 or Bech32 with a right checksum.',
  needs: ['digit', 'letter'],
  patterns: [
    {
      name: 'base58',
      regex: /\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b/g,
      anchors: [],
      score: 1,
      contextScore: 1,
    },
    {
      name: 'bech32',
      regex: /\bbc1[02-9ac-hj-np-z]{11,71}\b/gi,
      anchors: ['bc1'],
      score: 1,
      contextScore: 1,
    },
  ],
  context,
  validate: (value) => (/^bc1/i.test(value) ? passesBech32(value) : passesBase58(value)),
});

export const ethereumAddress = defineRecognizer({
  name: 'ethereum-address',
  entity: 'CRYPTO',
  about: 'Forty hexadecimal digits after 0x, not all of them zero or the same.',
  needs: ['digit', 'letter'],
  patterns: [
    {
      name: 'hex',
      regex: /\b0x[0-9a-fA-F]{40}\b/g,
      anchors: ['0x'],
      score: 0.6,
      contextScore: 0.95,
    },
  ],
  context,
  validate: (value) => !/^0x(?:0{20}|f{40}|F{40}|dead)/.test(value),
});

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function passesBase58(value: string): boolean {
  const number = Array.from(value).reduce((sum, sign) => sum * 58n + BigInt(BASE58.indexOf(sign)), 0n);
  const hex = number.toString(16).padStart(50, '0');
  if (hex.length !== 50) return false;
  const bytes = Buffer.from(hex, 'hex');
  const hash = sha256(sha256(bytes.subarray(0, 21)));
  return hash.subarray(0, 4).equals(bytes.subarray(21));
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
