/**
 * The vocabularies, in the order in which they fill a span's scalar fields. Kinds have an order of their own: a dialect
 * that states the kind outright goes before one whose operation name implies it.
 */
import { agentFramework } from './agent-framework.ts';
import { autogen } from './autogen.ts';
import { claudeCode } from './claude-code.ts';
import { claudeCodeEvents } from './claude-code-events.ts';
import { codexEvents } from './codex-events.ts';
import { crewAi } from './crewai.ts';
import { geminiCli } from './gemini-cli.ts';
import { geminiCliEvents } from './gemini-cli-events.ts';
import { genAi } from './gen-ai.ts';
import { genkit } from './genkit.ts';
import { googleAdk } from './google-adk.ts';
import { langfuse } from './langfuse.ts';
import { langSmith } from './langsmith.ts';
import { liteLlm } from './litellm.ts';
import { logfire } from './logfire.ts';
import { mastra } from './mastra.ts';
import { mlflow } from './mlflow.ts';
import { openInference } from './openinference.ts';
import { pydanticAi } from './pydantic-ai.ts';
import { semanticKernel } from './semantic-kernel.ts';
import { smolagents } from './smolagents.ts';
import { strands } from './strands.ts';
import { vercelAi } from './vercel-ai.ts';
import { openLlmetry } from './openllmetry.ts';
import type { EventVocabulary } from './event-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

export const vocabularies: readonly Vocabulary[] = [
  langfuse,
  vercelAi,
  mastra,
  genkit,
  claudeCode,
  geminiCli,
  claudeCodeEvents,
  codexEvents,
  geminiCliEvents,
  agentFramework,
  autogen,
  crewAi,
  googleAdk,
  langSmith,
  liteLlm,
  logfire,
  mlflow,
  pydanticAi,
  semanticKernel,
  smolagents,
  strands,
  genAi,
  openInference,
  openLlmetry,
];

export const kindPrecedence: readonly Vocabulary[] = [
  langfuse,
  openInference,
  mastra,
  claudeCode,
  claudeCodeEvents,
  codexEvents,
  geminiCliEvents,
  agentFramework,
  autogen,
  crewAi,
  googleAdk,
  langSmith,
  liteLlm,
  logfire,
  mlflow,
  pydanticAi,
  semanticKernel,
  strands,
  genAi,
  openLlmetry,
  genkit,
  vercelAi,
];

/** Whose log events are made into spans. */
export const eventVocabularies: readonly EventVocabulary[] = [claudeCodeEvents, codexEvents, geminiCliEvents];
