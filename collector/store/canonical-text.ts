/**
 * The text a content says, however it is wrapped: of a JSON message the texts in it, of plain text itself. Its hash is what
 * scanning and data flow go by, so a tool's result and the message that carries it on are one text.
 */

/** Keys under which vocabularies put what somebody said, called or answered. */
const TEXT_KEYS = new Set(['content', 'text', 'response', 'result', 'arguments', 'output', 'input']);
const DEPTH_MAX = 16;

export function canonicalText(content: string): string {
  const first = content.trimStart()[0];
  if (first !== '{' && first !== '[' && first !== '"') return normalize(content);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return normalize(content);
  }
  const texts: string[] = [];
  collectTexts(value, texts, 0);
  return texts.length === 0 ? normalize(content) : normalize(texts.join('\n'));
}

function normalize(text: string): string {
  return text.replaceAll('\r\n', '\n').normalize('NFC').trim();
}

function collectTexts(value: unknown, texts: string[], depth: number): void {
  if (depth > DEPTH_MAX) return;
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const item of value) collectTexts(item, texts, depth + 1);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (TEXT_KEYS.has(key) || typeof member === 'object') collectTexts(member, texts, depth + 1);
    }
  }
}
