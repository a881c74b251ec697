/** Providers of models and of tools for agents: the keys an agent's own configuration is full of. */
import { defineFamily } from '../secret-family.ts';

export const modelProviders = defineFamily({
  name: 'model-providers',
  about: 'Letters of the provider and a length; OpenAI and Anthropic put more letters inside, which make a find sure.',
  tokens: [
    {
      entity: 'ANTHROPIC_API_KEY',
      prefixes: ['sk-ant-'],
      pattern: /sk-ant-(?:[a-z]{2,6}\d{2}-)?[A-Za-z0-9_-]{24,160}(?![A-Za-z0-9_-])/y,
      score: 0.9,
      judge: (value) => (/^sk-ant-[a-z]{3,5}\d\d-[\w-]{80,}AA$/.test(value) ? 0.99 : 0.85),
    },
    {
      entity: 'OPENROUTER_API_KEY',
      prefixes: ['sk-or-v1-'],
      pattern: /sk-or-v1-[0-9a-f]{64}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    {
      entity: 'LANGFUSE_SECRET_KEY',
      prefixes: ['sk-lf-'],
      pattern: /sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![A-Za-z0-9])/y,
      score: 0.95,
    },
    {
      entity: 'OPENAI_API_KEY',
      prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-', 'sk-service-'],
      pattern: /sk-(?:proj|svcacct|admin|None|service)-[A-Za-z0-9_-]{20,220}(?![A-Za-z0-9_-])/y,
      score: 0.85,
      judge: (value) => (value.includes('T3BlbkFJ') ? 0.99 : 0.85),
    },
    {
      // OpenAI's first keys, and the many services that speak its protocol: DeepSeek, Moonshot, LiteLLM.
      entity: 'OPENAI_API_KEY',
      prefixes: ['sk-'],
      pattern: /sk-[A-Za-z0-9]{32,80}(?![A-Za-z0-9_-])/y,
      score: 0.8,
      judge: (value) => {
        if (value.includes('T3BlbkFJ')) return 0.99;
        return /\d/.test(value) && /[A-Za-z]/.test(value.slice(3)) ? 0.8 : 0;
      },
    },
    {
      entity: 'HUGGING_FACE_TOKEN',
      prefixes: ['hf_', 'api_org_'],
      pattern: /(?:hf_|api_org_)[A-Za-z0-9]{30,40}(?![A-Za-z0-9_])/y,
      score: 0.85,
      judge: (value) => (/^(?:hf|api_org)_[A-Za-z]{34}$/.test(value) ? 0.95 : 0.8),
    },
    { entity: 'GROQ_API_KEY', prefixes: ['gsk_'], pattern: /gsk_[A-Za-z0-9]{48,56}(?![A-Za-z0-9_])/y, score: 0.95 },
    { entity: 'XAI_API_KEY', prefixes: ['xai-'], pattern: /xai-[A-Za-z0-9_]{60,100}(?![A-Za-z0-9_-])/y, score: 0.95 },
    {
      entity: 'PERPLEXITY_API_KEY',
      prefixes: ['pplx-'],
      pattern: /pplx-[A-Za-z0-9]{40,64}(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
    { entity: 'REPLICATE_TOKEN', prefixes: ['r8_'], pattern: /r8_[A-Za-z0-9]{37,40}(?![A-Za-z0-9_])/y, score: 0.95 },
    {
      entity: 'NVIDIA_API_KEY',
      prefixes: ['nvapi-'],
      pattern: /nvapi-[A-Za-z0-9_-]{60,80}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    { entity: 'CEREBRAS_API_KEY', prefixes: ['csk-'], pattern: /csk-[a-z0-9]{46,52}(?![A-Za-z0-9_])/y, score: 0.95 },
    {
      entity: 'TOGETHER_API_KEY',
      prefixes: ['tgp_v1_'],
      pattern: /tgp_v1_[A-Za-z0-9_-]{40,52}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    { entity: 'FIREWORKS_API_KEY', prefixes: ['fw_'], pattern: /fw_[A-Za-z0-9]{22,24}(?![A-Za-z0-9_])/y, score: 0.75 },
    {
      entity: 'VOYAGE_API_KEY',
      prefixes: ['pa-', 'al-'],
      pattern: /(?:pa|al)-[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/y,
      score: 0.7,
    },
    {
      entity: 'JINA_API_KEY',
      prefixes: ['jina_'],
      pattern: /jina_[A-Za-z0-9]{32}[A-Za-z0-9_-]{20,40}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'LANGSMITH_API_KEY',
      prefixes: ['lsv2_'],
      pattern: /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    {
      entity: 'PINECONE_API_KEY',
      prefixes: ['pcsk_'],
      pattern: /pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
    {
      entity: 'TAVILY_API_KEY',
      prefixes: ['tvly-'],
      pattern: /tvly-(?:dev-|prod-)?[A-Za-z0-9-]{28,64}(?![A-Za-z0-9_-])/y,
      score: 0.9,
    },
    { entity: 'FIRECRAWL_API_KEY', prefixes: ['fc-'], pattern: /fc-[0-9a-f]{32}(?![A-Za-z0-9])/y, score: 0.85 },
    { entity: 'E2B_API_KEY', prefixes: ['e2b_'], pattern: /e2b_[0-9a-f]{40}(?![A-Za-z0-9])/y, score: 0.95 },
    { entity: 'ELEVENLABS_API_KEY', prefixes: ['sk_'], pattern: /sk_[0-9a-f]{48}(?![A-Za-z0-9])/y, score: 0.85 },
    {
      entity: 'BRAINTRUST_API_KEY',
      prefixes: ['bt-st-'],
      pattern: /bt-st-[A-Za-z0-9]{40,60}(?![A-Za-z0-9])/y,
      score: 0.9,
    },
  ],
});
