/**
 * Which attributes hold contents: what people and models wrote, kept once per distinct value. Asked for every attribute of
 * every span, so it is one look-up and, for the indexed dialects, a prefix and an ending. A key that is missing here costs
 * space only: the value then stays with its span.
 */
import type { ContentKeys } from './vocabulary.ts';

export const contentKeys: ContentKeys = {
  has(key) {
    return (
      EXACT.has(key) ||
      INDEXED.some(({ start, ends }) => key.startsWith(start) && ends.some((end) => key.endsWith(end)))
    );
  },
};

const EXACT: ReadonlySet<string> = new Set([
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.tool.description',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.request.tools',
  'gen_ai.retrieval.documents',
  'gen_ai.retrieval.query.text',
  'gen_ai.tool.args',
  'gen_ai.tool.input',
  'gen_ai.tool.output',
  'tool_arguments',
  'tool_response',
  'input.value',
  'output.value',
  'llm.invocation_parameters',
  'llm.prompt_template.template',
  'llm.prompt_template.variables',
  'metadata',
  'tool.description',
  'tool.parameters',
  'input',
  'output',
  'traceloop.entity.input',
  'traceloop.entity.output',
  'langfuse.observation.input',
  'langfuse.observation.output',
  'langfuse.trace.input',
  'langfuse.trace.output',
  'mlflow.spanInputs',
  'mlflow.spanOutputs',
  'mlflow.chat.tools',
  'pydantic_ai.all_messages',
  'all_messages_events',
  'final_result',
  'request_data',
  'response_data',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.llm_response',
  'gcp.vertex.agent.tool_call_args',
  'gcp.vertex.agent.tool_response',
  'ai.prompt',
  'ai.prompt.messages',
  'ai.response.text',
  'ai.response.reasoning',
  'ai.response.object',
  'ai.response.toolCalls',
  'ai.toolCall.args',
  'ai.toolCall.result',
  'genkit:input',
  'genkit:output',
  'lmnr.span.input',
  'lmnr.span.output',
  'langwatch.input',
  'langwatch.output',
  'user_prompt', // Claude Code
  'full_command',
  'prompt', // log events of Claude Code, Codex and Gemini CLI, to 'response_text'
  'response',
  'tool_input',
  'arguments',
  'function_args',
  'request_text',
  'response_text',
]);

interface IndexedKeys {
  readonly start: string;
  readonly ends: readonly string[];
}

const MESSAGE_ENDS: readonly string[] = ['content', '.text', '.arguments', '.arguments_json', '.url', '.image'];

const INDEXED: readonly IndexedKeys[] = [
  { start: 'llm.input_messages.', ends: MESSAGE_ENDS },
  { start: 'llm.output_messages.', ends: MESSAGE_ENDS },
  { start: 'gen_ai.prompt.', ends: MESSAGE_ENDS },
  { start: 'gen_ai.completion.', ends: MESSAGE_ENDS },
  { start: 'mastra.', ends: ['.input', '.output'] },
  { start: 'llm.tools.', ends: ['.tool.json_schema'] },
  { start: 'llm.request.functions.', ends: ['.description', '.parameters'] },
  { start: 'llm.prompts.', ends: ['.prompt.text'] },
  { start: 'llm.choices.', ends: ['.completion.text'] },
  { start: 'retrieval.documents.', ends: ['.document.content'] },
  { start: 'reranker.', ends: ['.document.content'] },
  { start: 'embedding.embeddings.', ends: ['.embedding.text'] },
];
