/**
 * The vocabularies, in the order in which they fill a span's scalar fields. Kinds have an order of their own: a dialect
 * that states the kind outright goes before one whose operation name implies it.
 */
import { claudeCode } from './claude-code.ts';
import { geminiCli } from './gemini-cli.ts';
import { genAi } from './gen-ai.ts';
import { genkit } from './genkit.ts';
import { langfuse } from './langfuse.ts';
import { mastra } from './mastra.ts';
import { openInference } from './openinference.ts';
import { vercelAi } from './vercel-ai.ts';
import { openLlmetry } from './openllmetry.ts';
import type { Vocabulary } from './vocabulary.ts';

export const vocabularies: readonly Vocabulary[] = [
  langfuse,
  vercelAi,
  mastra,
  genkit,
  claudeCode,
  geminiCli,
  genAi,
  openInference,
  openLlmetry,
];

export const kindPrecedence: readonly Vocabulary[] = [
  langfuse,
  openInference,
  mastra,
  claudeCode,
  genAi,
  openLlmetry,
  genkit,
  vercelAi,
];
