/**
 * Tokens of one model call in disjoint buckets: their sum is the total, so adding two sources can never count a cached
 * token twice. REST shows the inclusive sums (`input_tokens` contains both cache buckets, `output_tokens` reasoning).
 */
export interface TokenUsage {
  readonly inputUncached: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly outputText: number;
  readonly reasoning: number;
}

/**
 * Parts of the buckets above that price lists bill at a rate of their own. Each is within its bucket and never added to it:
 * hour-long writes within `cacheWrite`, audio within what was not cached and within what is no reasoning.
 */
export interface BilledApart {
  readonly cacheWriteHour: number;
  readonly inputAudio: number;
  readonly outputAudio: number;
}

export interface ReportedUsage {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
  /** Absent where the span tells no such part; most have no word for one. */
  readonly apart?: ReportedApart | null;
  /** Absent where nobody said that a total leaves something out: `input` the caches, `output` the reasoning. */
  readonly exclusive?: { readonly input: boolean; readonly output: boolean } | undefined;
}

export type ReportedApart = { readonly [Part in keyof BilledApart]: number | null };

/** More tokens than any call has; a sender's nonsense must not push sums beyond what a number counts exactly. */
const TOKENS_MAX = 1e12;

/**
 * @param reported what the span says. Totals are inclusive, as the conventions demand, unless that is impossible: caches
 * larger than the whole input come from emitters of the exclusive convention (raw Anthropic usage), reasoning larger than
 * the whole output from those that leave it out (raw Gemini usage). Where the user's mapping says that a total is exclusive, it is.
 * @returns null when the span reports no usage at all. A negative or absurd number counts as not reported, a
 * fraction is rounded.
 */
export function splitUsage(reported: ReportedUsage): TokenUsage | null {
  const input = toCount(reported.input);
  const output = toCount(reported.output);
  const cacheRead = toCount(reported.cacheRead);
  const cacheWrite = toCount(reported.cacheWrite);
  const reasoning = toCount(reported.reasoning);
  if (input === null && output === null && cacheRead === null && cacheWrite === null && reasoning === null) return null;
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const cacheInside = reported.exclusive?.input !== true && cached <= (input ?? 0);
  const reasoningInside = reported.exclusive?.output !== true && (reasoning ?? 0) <= (output ?? 0);
  return {
    inputUncached: (input ?? 0) - (cacheInside ? cached : 0),
    cacheRead: cacheRead ?? 0,
    cacheWrite: cacheWrite ?? 0,
    outputText: (output ?? 0) - (reasoningInside ? (reasoning ?? 0) : 0),
    reasoning: reasoning ?? 0,
  };
}

/** @returns null where nothing is billed apart. What is told beyond its bucket counts to the bucket's end. */
export function splitApart({ apart }: ReportedUsage, usage: TokenUsage | null): BilledApart | null {
  if (apart === undefined || apart === null || usage === null) return null;
  const within = (told: number | null, bucket: number): number => Math.min(toCount(told) ?? 0, bucket);
  const cacheWriteHour = within(apart.cacheWriteHour, usage.cacheWrite);
  const inputAudio = within(apart.inputAudio, usage.inputUncached);
  const outputAudio = within(apart.outputAudio, usage.outputText);
  return cacheWriteHour + inputAudio + outputAudio === 0 ? null : { cacheWriteHour, inputAudio, outputAudio };
}

function toCount(reported: number | null): number | null {
  return reported !== null && reported >= 0 && reported <= TOKENS_MAX ? Math.round(reported) : null;
}

export function inputTokens(usage: TokenUsage): number {
  return usage.inputUncached + usage.cacheRead + usage.cacheWrite;
}

export function outputTokens(usage: TokenUsage): number {
  return usage.outputText + usage.reasoning;
}

/** Tokens of which is known more than that they came in or went out: of two equal totals the one with more of them tells more. */
export function detailTokens({ cacheRead, cacheWrite, reasoning }: TokenUsage): number {
  return cacheRead + cacheWrite + reasoning;
}
