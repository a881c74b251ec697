/**
 * The name of the configuration that a session ran with. Without a version attribute it is a hash of what makes an agent
 * behave as it does: its system prompt, its tools and its model.
 */
import { compareText } from './compare.ts';
import { hashText } from './fnv.ts';

export interface AgentConfiguration {
  readonly version: string | null;
  readonly systemPrompt: string | null;
  readonly tools: readonly { readonly name: string; readonly schema: string }[];
  readonly models: readonly string[];
}

/** @returns null where nothing of all that was captured. */
export function identifyVersion({ version, systemPrompt, tools, models }: AgentConfiguration): string | null {
  if (version !== null && version !== '') return version;
  if (systemPrompt === null && tools.length === 0 && models.length === 0) return null;
  const parts = [
    maskNumbers(systemPrompt ?? ''),
    ...tools.map(({ name, schema }) => `${name}\u001f${schema}`).sort(compareText),
    ...[...new Set(models)].sort(compareText),
  ];
  const text = parts.join('\u001e');
  return `#${hex(hashText(text))}${hex(hashText(`${text}\u001d`))}`;
}

/** Prompts name the day and the user's number: a digit makes no new version of an agent. */
function maskNumbers(text: string): string {
  return text.replace(/\d+/g, '0');
}

function hex(hash: number): string {
  return hash.toString(16).padStart(8, '0');
}
