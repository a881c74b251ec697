/** JSON web tokens: three parts of base 64, of which the first says how the last was made. */
import { isWellKnown } from '../placeholder.ts';
import { defineFamily, WRONG_CHECKSUM_SCORE } from '../secret-family.ts';

export const webTokens = defineFamily({
  name: 'web-tokens',
  about:
    "The header must decode to JSON with an algorithm and the payload to an object; `none` signs nothing, and the signatures of jwt.io's examples are known.",
  tokens: [
    {
      entity: 'JSON_WEB_TOKEN',
      prefixes: ['eyJ', 'ewog'],
      pattern:
        /e(?:yJ|wog)[A-Za-z0-9_-]{12,2000}\.[A-Za-z0-9_-]{2,16000}\.[A-Za-z0-9_-]{16,2000}={0,2}(?![A-Za-z0-9_-])/y,
      score: 0.95,
      judge: judgeWebToken,
    },
    {
      // Five parts: the key, a vector, what is encrypted and its tag. Nobody can read it, who holds it can still send it.
      entity: 'JSON_WEB_TOKEN',
      prefixes: ['eyJ'],
      pattern:
        /eyJ[A-Za-z0-9_-]{12,2000}\.[A-Za-z0-9_-]{0,2000}\.[A-Za-z0-9_-]{8,64}\.[A-Za-z0-9_-]{8,16000}\.[A-Za-z0-9_-]{16,64}(?![A-Za-z0-9_-])/y,
      score: 0.9,
      judge: (value) => (readAlgorithm(value.split('.')[0] ?? '') === null ? 0 : 0.9),
    },
  ],
});

function judgeWebToken(value: string): number {
  const [header = '', payload = '', signature = ''] = value.split('.');
  const algorithm = readAlgorithm(header);
  if (algorithm === null || algorithm.toLowerCase() === 'none') return 0;
  const claims = parseObject(payload);
  if (claims === null) return 0;
  if (isWellKnown(signature)) return 0;
  // Claims of jwt.io's example under another signature: somebody's first try, or documentation again.
  return claims.sub === '1234567890' || claims.name === 'John Doe' ? WRONG_CHECKSUM_SCORE : 0.95;
}

function readAlgorithm(header: string): string | null {
  const algorithm = parseObject(header)?.alg;
  return typeof algorithm === 'string' ? algorithm : null;
}

function parseObject(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
