/** The only place that asks the machine for the time, so that tests can bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls back once; the returned function cancels. Timers never keep the process alive. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back every `periodMs`; the returned function stops it. */
  every(periodMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(periodMs, callback) {
    const timer = setInterval(callback, periodMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
