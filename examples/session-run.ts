/**
 * One session of one demo agent: its identity, its choices and the numbers of what it really did. The tally counts at the same
 * place where spans are made, so that a collector's numbers can be compared with it.
 */
import type { Attributes, Tracer } from '@opentelemetry/api';
import type { ChatMessage } from './chat.ts';
import type { Conversation } from './agent.ts';
import type { FakeModel } from './fake-model.ts';
import type { Pace } from './pace.ts';
import type { Random } from './random.ts';
import type { Script } from './script.ts';

export interface SessionTally {
  readonly id: string;
  readonly agent: string;
  /** Attempts: a call that was refused and repeated counts twice. */
  modelCalls: number;
  toolCalls: number;
  /** Contains cached tokens. */
  inputTokens: number;
  /** Contains reasoning tokens. */
  outputTokens: number;
  /** Model and tool calls that failed; an agent that fails because of one is not counted again. */
  errors: number;
}

export interface SessionSettings {
  readonly agent: string;
  readonly id: string;
  /** Counts from 0 within the agent; decides which story is told. */
  readonly number: number;
  readonly userId: string;
  readonly tracer: Tracer;
  readonly model: FakeModel;
  readonly pace: Pace;
  readonly random: Random;
}

export class SessionRun {
  readonly number: number;
  readonly tracer: Tracer;
  readonly pace: Pace;
  readonly random: Random;
  readonly modelUrl: string;
  readonly tally: SessionTally;
  /** On every span that an agent makes. */
  readonly conversationAttributes: Attributes;
  /** On the outermost span of a turn; one span speaks for its whole trace. */
  readonly sessionAttributes: Attributes;
  readonly #model: FakeModel;

  constructor(settings: SessionSettings) {
    this.number = settings.number;
    this.tracer = settings.tracer;
    this.pace = settings.pace;
    this.random = settings.random;
    this.modelUrl = settings.model.url;
    this.#model = settings.model;
    this.conversationAttributes = { 'gen_ai.conversation.id': settings.id };
    this.sessionAttributes = { 'session.id': settings.id, 'user.id': settings.userId };
    this.tally = {
      id: settings.id,
      agent: settings.agent,
      modelCalls: 0,
      toolCalls: 0,
      inputTokens: 0,
      outputTokens: 0,
      errors: 0,
    };
  }

  /** Tells the fake model its part and opens the conversation it is for. `part` is unique within the session. */
  openConversation(part: string, script: Script): Conversation {
    const scriptId = `${this.tally.id}/${part}`;
    this.#model.teach(scriptId, script);
    return { scriptId, messages: [] satisfies ChatMessage[] };
  }

  /** A person reads the last answer and types the next sentence. */
  async thinkAsUser(): Promise<void> {
    await this.pace.wait(this.random.integer(900, 1900));
  }
}
