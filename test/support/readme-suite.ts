/** A component's README names every key of its configuration, so that a new key without documentation fails. */
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';
import { z } from 'zod';

/** @param folder as in `collector/receivers/otlp`, from the root of the repository. */
export function readmeSuite(folder: string, config: z.ZodType): void {
  const readme = readFileSync(new URL(`../../${folder}/README.md`, import.meta.url), 'utf8');
  const keys = [...namesIn(z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }))].sort();

  it.each(keys)(`${folder}/README.md names \`%s\``, (key) => {
    expect(readme).toMatch(new RegExp(`\`(?:[a-z_]+\\.)*${key}(?:\\.[a-z_]+)*\``));
  });
}

function namesIn(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  if ('properties' in schema && typeof schema.properties === 'object' && schema.properties !== null) {
    for (const [key, value] of Object.entries(schema.properties)) namesIn(value, found.add(key));
  }
  for (const list of ['allOf', 'anyOf', 'oneOf'] as const) {
    const parts: unknown = list in schema ? Reflect.get(schema, list) : [];
    if (Array.isArray(parts)) for (const part of parts) namesIn(part, found);
  }
  return found;
}
