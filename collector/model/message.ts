/**
 * Messages as the GenAI conventions shape them (v1.41, `gen_ai.input.messages`): a role and typed parts. Every vocabulary
 * is read into this one shape; a part of an unknown type is kept verbatim as `other`.
 */
export type MessagePart =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'reasoning'; readonly content: string }
  | { readonly type: 'tool_call'; readonly id: string | null; readonly name: string; readonly arguments: unknown }
  | { readonly type: 'tool_call_response'; readonly id: string | null; readonly response: unknown }
  | {
      readonly type: 'media';
      readonly modality: string;
      readonly mime_type: string | null;
      readonly uri: string | null;
    }
  | { readonly type: 'other'; readonly value: unknown };

export interface Message {
  /** system, user, assistant, tool, or what the sender wrote. */
  readonly role: string;
  readonly name: string | null;
  readonly parts: readonly MessagePart[];
  readonly finish_reason: string | null;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string | null;
  readonly parameters: unknown;
}

/** What a span says besides its numbers. Empty lists mean: not captured. */
export interface SpanContents {
  readonly system: readonly MessagePart[];
  readonly input: readonly Message[];
  readonly output: readonly Message[];
  readonly tool_definitions: readonly ToolDefinition[];
  /** Arguments and result of a tool span, or the input and output of an agent or workflow span; null = not captured. */
  readonly arguments: unknown;
  readonly result: unknown;
}
