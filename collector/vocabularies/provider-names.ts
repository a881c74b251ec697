/**
 * One name for each model provider, that of the GenAI conventions. Frameworks write their own name into the same
 * attribute; a framework is no provider, so it reads as none.
 */
export function normalizeProvider(name: string | null): string | null {
  if (name === null) return null;
  const lower = name.toLowerCase();
  if (FRAMEWORKS.has(lower)) return null;
  const known = NAMES.get(lower);
  if (known !== undefined) return known;
  // The AI SDK writes `openai.responses`, `amazon-bedrock.chat`, `google.vertex.chat`: the API after the provider.
  const cut = lower.lastIndexOf('.');
  return cut > 0 ? (NAMES.get(lower.slice(0, cut)) ?? NAMES.get(lower.slice(0, lower.indexOf('.'))) ?? lower) : lower;
}

const FRAMEWORKS: ReadonlySet<string> = new Set([
  'agno',
  'autogen',
  'crewai',
  'gcp.vertex.agent',
  'haystack',
  'langchain',
  'langgraph',
  'litellm',
  'llama_index',
  'llamaindex',
  'mastra',
  'microsoft.agent_framework',
  'openai_agents',
  'pydantic-ai',
  'pydantic_ai',
  'semantic_kernel',
  'smolagents',
  'strands-agents',
  'unknown',
]);

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['claude'],
  'aws.bedrock': ['amazon', 'amazon-bedrock', 'amazon_bedrock', 'aws', 'aws_bedrock', 'bedrock', 'bedrock_converse'],
  'azure.ai.inference': ['az.ai.inference', 'azure_ai'],
  'azure.ai.openai': ['az.ai.openai', 'azure', 'azure-openai', 'azure_openai', 'azureopenai'],
  cohere: [],
  deepseek: [],
  fireworks: ['fireworks_ai', 'fireworks-ai'],
  'gcp.gemini': ['gemini', 'googleai', 'google-gla', 'google.generative-ai', 'google_ai_studio'],
  'gcp.gen_ai': ['google', 'google_genai', 'google_generativeai', 'google-genai'],
  'gcp.vertex_ai': [
    'google-vertex',
    'google.vertex',
    'google_vertex_ai',
    'google_vertexai',
    'vertex',
    'vertex_ai',
    'vertex-ai',
    'vertexai',
  ],
  groq: [],
  huggingface: ['hugging_face'],
  'ibm.watsonx.ai': ['ibm', 'watsonx'],
  mistral_ai: ['mistral', 'mistral-ai', 'mistralai'],
  moonshot_ai: ['moonshot', 'moonshotai'],
  ollama: [],
  openai: ['open_ai'],
  openrouter: [],
  perplexity: [],
  together_ai: ['together', 'together-ai', 'togetherai'],
  x_ai: ['xai', 'x-ai', 'grok'],
};

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(ALIASES).flatMap(([name, aliases]) => [name, ...aliases].map((alias) => [alias, name] as const)),
);
