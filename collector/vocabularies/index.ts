/**
 * The vocabularies, in the order in which they fill a span's scalar fields. Kinds have an order of their own: a dialect
 * that states the kind outright goes before one whose operation name implies it.
 */
import { genAi } from './gen-ai.ts';
import { openInference } from './openinference.ts';
import type { Vocabulary } from './vocabulary.ts';

export const vocabularies: readonly Vocabulary[] = [genAi, openInference];

export const kindPrecedence: readonly Vocabulary[] = [openInference, genAi];
