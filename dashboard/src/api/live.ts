/**
 * Listens to the server's notices and, where the stream is cut, asks at intervals instead. A notice says that something
 * changed and never what: whoever hears one reads again, so a lost notice costs time and no data.
 */
export type LiveState = 'connecting' | 'live' | 'polling';

export interface ChangeNotice {
  /** Null means that anything may have changed. */
  readonly sessionIds: readonly string[] | null;
  /** Checks, patterns or findings may have changed. */
  readonly analyses?: boolean;
}

/** What of `EventSource` is used, so that tests need no browser. */
export interface NoticeSource {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface LiveSettings {
  readonly openSource: () => NoticeSource;
  readonly setTimer: (run: () => void, ms: number) => () => void;
  readonly pollIntervalMs: () => number;
  readonly onChange: (notice: ChangeNotice) => void;
  readonly onState: (state: LiveState) => void;
}

/** `EventSource.CLOSED`: the browser has given up and does not come back by itself. */
const CLOSED = 2;
const SESSION_TOPICS = ['spans.stored', 'session.ended'] as const;
/** Which agents they speak of is not asked: only what is shown is read again, and that at most once a second. */
const ANALYSIS_TOPICS = ['analysis.finished', 'findings.stored'] as const;
const REOPEN_MS = 5000;

export class LiveStream {
  readonly #settings: LiveSettings;
  #source: NoticeSource | undefined;
  #state: LiveState = 'connecting';
  #cancelPoll: (() => void) | undefined;
  #cancelReopen: (() => void) | undefined;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
  }

  start(): void {
    this.#open();
  }

  stop(): void {
    this.#cancelReopen?.();
    this.#cancelReopen = undefined;
    this.#stopPolling();
    this.#source?.close();
    this.#source = undefined;
  }

  #open(): void {
    const source = this.#settings.openSource();
    this.#source = source;
    source.addEventListener('open', () => this.#onOpen());
    source.addEventListener('error', () => this.#onError(source));
    source.addEventListener('resync', () => this.#settings.onChange({ sessionIds: null }));
    for (const topic of SESSION_TOPICS) {
      source.addEventListener(topic, ({ data }) => this.#settings.onChange(parseNotice(data)));
    }
    for (const topic of ANALYSIS_TOPICS) {
      source.addEventListener(topic, ({ data }) => this.#settings.onChange(parseAnalysisNotice(data)));
    }
  }

  #onOpen(): void {
    // Whatever happened while nobody listened is unknown, whether the stream came back by itself or is a new one.
    const wasCut = this.#state === 'polling';
    this.#stopPolling();
    this.#setState('live');
    if (wasCut) this.#settings.onChange({ sessionIds: null });
  }

  #onError(source: NoticeSource): void {
    if (source !== this.#source) return;
    this.#setState('polling');
    this.#startPolling();
    if (source.readyState !== CLOSED || this.#cancelReopen !== undefined) return;
    source.close();
    this.#cancelReopen = this.#settings.setTimer(() => {
      this.#cancelReopen = undefined;
      this.#open();
    }, REOPEN_MS);
  }

  #startPolling(): void {
    if (this.#cancelPoll !== undefined) return;
    const { setTimer, pollIntervalMs, onChange } = this.#settings;
    this.#cancelPoll = setTimer(() => {
      this.#cancelPoll = undefined;
      onChange({ sessionIds: null });
      this.#startPolling();
    }, pollIntervalMs());
  }

  #stopPolling(): void {
    this.#cancelPoll?.();
    this.#cancelPoll = undefined;
  }

  #setState(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#settings.onState(state);
  }
}

/** A notice that cannot be read means everything: reading too much is only slower. */
export function parseNotice(data: unknown): ChangeNotice {
  try {
    const notice: unknown = JSON.parse(String(data));
    if (typeof notice !== 'object' || notice === null) return { sessionIds: null };
    if ('all' in notice && notice.all === true) return { sessionIds: null };
    const ids: unknown = 'session_ids' in notice ? notice.session_ids : undefined;
    return Array.isArray(ids) ? { sessionIds: ids.filter((id) => typeof id === 'string') } : { sessionIds: null };
  } catch {
    return { sessionIds: null };
  }
}

/** Findings name their sessions; a finished run need not. */
export function parseAnalysisNotice(data: unknown): ChangeNotice {
  return { sessionIds: parseNotice(data).sessionIds ?? [], analyses: true };
}
