/**
 * The part of the OpenAI chat completions format that the demo's agents and its fake model speak. Field names are the wire's.
 */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; /** JSON text. */ readonly arguments: string };
}

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string | null; readonly tool_calls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly { readonly type: 'function'; readonly function: ToolDefinition }[];
  readonly max_completion_tokens: number;
  readonly stream: boolean;
  readonly stream_options?: { readonly include_usage: boolean };
  /** `script` names what the fake model has to say in this conversation; absent is the script named ''. */
  readonly metadata?: { readonly script: string };
}

export interface ChatUsage {
  /** Contains the cached and the cache-written ones. */
  readonly prompt_tokens: number;
  /** Contains the reasoning ones. */
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens?: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number };
}

export type FinishReason = 'stop' | 'tool_calls';

export interface ChatChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  readonly model: string;
  readonly choices: readonly {
    readonly index: 0;
    readonly delta: {
      readonly content?: string;
      readonly tool_calls?: readonly {
        readonly index: number;
        readonly id?: string;
        readonly type?: 'function';
        readonly function: { readonly name?: string; readonly arguments: string };
      }[];
    };
    readonly finish_reason: FinishReason | null;
  }[];
  readonly usage: ChatUsage | null;
}
