/**
 * What makes one agent: instructions, a model and tools that really run. An agent has no state of its own; the messages of its
 * conversation are all it knows.
 */
import type { ChatMessage, ToolDefinition } from './chat.ts';

export interface Agent {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly provider: 'openai' | 'anthropic';
  readonly model: string;
  readonly instructions: string;
  readonly tools: readonly Tool[];
  /** Model calls in one run; an agent that asks for more is stopped. */
  readonly stepsMax: number;
}

export interface Tool extends ToolDefinition {
  readonly latencyMs: number;
  readonly run: (args: ToolArguments) => string | Promise<string>;
}

export type ToolArguments = Readonly<Record<string, unknown>>;

/** Grows while the agent works; `scriptId` names what the fake model will say in it. */
export interface Conversation {
  readonly scriptId: string;
  readonly messages: ChatMessage[];
}

/** A tool that could not do its work. The agent goes on and tells the model, as agents do. */
export class ToolFailure extends Error {
  override readonly name: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

/** A JSON schema of an object whose named strings are all required. */
export function strings(properties: Readonly<Record<string, string>>): ToolDefinition['parameters'] {
  const described = Object.entries(properties).map(([name, description]) => [name, { type: 'string', description }]);
  return {
    type: 'object',
    properties: Object.fromEntries(described),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

export function readText(args: ToolArguments, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw new ToolFailure('InvalidArguments', `argument "${name}" must be a text`);
  return value;
}
