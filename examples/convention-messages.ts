/**
 * Chat messages in the JSON shape of the GenAI convention 1.41: parts by type, tool calls with parsed arguments. Attribute
 * values are JSON texts, because spans carry no structured values in most SDKs.
 */
import type { ChatMessage, ToolCall, ToolDefinition } from './chat.ts';

export function writeInputMessages(messages: readonly ChatMessage[]): string {
  return JSON.stringify(messages.filter(({ role }) => role !== 'system').map(buildMessage));
}

export function writeOutputMessages(message: ChatMessage, finishReason: string): string {
  const reason = finishReason === 'tool_calls' ? 'tool_call' : finishReason;
  return JSON.stringify([{ ...buildMessage(message), finish_reason: reason }]);
}

export function writeInstructions(instructions: string): string {
  return JSON.stringify([{ type: 'text', content: instructions }]);
}

export function writeToolDefinitions(tools: readonly ToolDefinition[]): string {
  return JSON.stringify(
    tools.map(({ name, description, parameters }) => ({ type: 'function', name, description, parameters })),
  );
}

function buildMessage(message: ChatMessage): { readonly role: string; readonly parts: readonly unknown[] } {
  if (message.role === 'tool') {
    const part = { type: 'tool_call_response', id: message.tool_call_id, response: message.content };
    return { role: 'tool', parts: [part] };
  }
  const text = message.content === null ? [] : [{ type: 'text', content: message.content }];
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  return { role: message.role, parts: [...text, ...calls.map(buildCall)] };
}

function buildCall(call: ToolCall): Readonly<Record<string, unknown>> {
  const { name, arguments: args } = call.function;
  return { type: 'tool_call', id: call.id, name, arguments: JSON.parse(args) as unknown };
}
