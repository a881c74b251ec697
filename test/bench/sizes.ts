/** How much is measured. The quick sizes only show that every part runs; their figures say nothing. */
export interface Sizes {
  readonly rounds: number;
  readonly connections: number;
  /** Spans of one request by the text each carries, and how many requests; 100 KB spans come fewer, a body stays below 16 MiB. */
  readonly payloads: readonly PayloadSize[];
  /** A load ends after this long even where requests are left. */
  readonly loadMsMax: number;
  /** Quiet time before memory at rest is read. */
  readonly settleMs: number;
  readonly conversations: ConversationSizes;
  readonly large: { readonly spans: number; readonly sessions: number; readonly longSessionSpans: number };
  /** Agents of so many sessions, and how many sessions of each end one by one after that. */
  readonly analyses: { readonly sessions: readonly number[]; readonly endings: number; readonly pauseMsMax: number };
  readonly readsPerCase: number;
  readonly readMsMax: number;
  readonly mixedMs: number;
  readonly fixedSpansPerS: number;
  readonly sustained: { readonly bytes: number; readonly stepBytes: number };
}

export interface PayloadSize {
  readonly label: string;
  readonly spans: number;
  readonly textBytes: number;
  readonly requests: number;
}

export interface ConversationSizes {
  readonly turns: readonly number[];
  readonly messageBytes: number;
  /** Conversations that go on at the same time: a request carries one call of each. */
  readonly together: number;
  /** Of all conversations of one length together, so that every length is measured over as many. */
  readonly turnsInAll: number;
}

export const FULL: Sizes = {
  rounds: 3,
  connections: 4,
  payloads: [
    { label: '1 KB', spans: 512, textBytes: 120, requests: 240 },
    { label: '4 KB', spans: 512, textBytes: 3200, requests: 240 },
    { label: '100 KB', spans: 128, textBytes: 99_000, requests: 40 },
  ],
  loadMsMax: 15_000,
  settleMs: 1500,
  conversations: { turns: [10, 50, 200], messageBytes: 3000, together: 4, turnsInAll: 800 },
  large: { spans: 1_000_000, sessions: 100_000, longSessionSpans: 10_000 },
  analyses: { sessions: [100, 1000, 10_000, 100_000], endings: 40, pauseMsMax: 1000 },
  readsPerCase: 60,
  readMsMax: 8000,
  mixedMs: 10_000,
  fixedSpansPerS: 10_000,
  sustained: { bytes: 2e9, stepBytes: 250e6 },
};

export const QUICK: Sizes = {
  rounds: 1,
  connections: 4,
  payloads: [
    { label: '4 KB', spans: 32, textBytes: 3200, requests: 4 },
    { label: '100 KB', spans: 4, textBytes: 99_000, requests: 4 },
  ],
  loadMsMax: 2000,
  settleMs: 50,
  conversations: { turns: [3, 6, 12], messageBytes: 3000, together: 2, turnsInAll: 24 },
  large: { spans: 2000, sessions: 100, longSessionSpans: 200 },
  analyses: { sessions: [3, 12], endings: 3, pauseMsMax: 50 },
  readsPerCase: 3,
  readMsMax: 1000,
  mixedMs: 300,
  fixedSpansPerS: 1000,
  sustained: { bytes: 4e6, stepBytes: 1e6 },
};

/** The payload most figures are given for. */
export function middlePayload({ payloads }: Sizes): PayloadSize {
  const middle = payloads.find(({ label }) => label === '4 KB');
  if (middle === undefined) throw new Error('the sizes have no payload of 4 KB');
  return middle;
}
