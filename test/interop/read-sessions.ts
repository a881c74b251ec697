/** Reads sessions over REST as any client would. Waits for numbers to arrive, never a fixed time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const sessionSchema = z.object({
  id: z.string(),
  agent_id: z.string(),
  session_source: z.string(),
  message_count: z.number(),
  tool_uses: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  errors: z.number(),
  models: z.array(z.string()),
  tools_used: z.array(z.string()),
});
const listSchema = z.object({ sessions: z.array(sessionSchema), total_count: z.number() });
const timelineSchema = z.object({
  session: sessionSchema,
  timeline: z.array(z.object({ span_id: z.string(), kind: z.string(), name: z.string(), status: z.string() })),
});

export type SessionAnswer = z.infer<typeof sessionSchema>;
export type TimelineAnswer = z.infer<typeof timelineSchema>['timeline'];

const ARRIVAL_LIMIT_MS = 20_000;

export class SessionReader {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** What there is when `isComplete` holds or the time is over; the caller says what is missing. */
  async waitForSessions(
    isComplete: (sessions: readonly SessionAnswer[]) => boolean,
  ): Promise<readonly SessionAnswer[]> {
    const endMs = performance.now() + ARRIVAL_LIMIT_MS;
    for (;;) {
      const { sessions } = listSchema.parse(await this.#get('/api/sessions?limit=500'));
      if (isComplete(sessions) || performance.now() > endMs) return sessions;
      await sleep(150);
    }
  }

  async readTimeline(sessionId: string): Promise<TimelineAnswer> {
    return timelineSchema.parse(await this.#get(`/api/session/${encodeURIComponent(sessionId)}`)).timeline;
  }

  /** The span's whole JSON text, for looking whether something arrived at all. */
  async readSpanText(sessionId: string, spanId: string): Promise<string> {
    return JSON.stringify(await this.#get(`/api/session/${encodeURIComponent(sessionId)}/span/${spanId}`));
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`);
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
