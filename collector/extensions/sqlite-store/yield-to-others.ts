/**
 * Lets the thread that calls this wait where others want the processor too. The writer is busy for as long as spans come in; the
 * main thread needs a millisecond now and then, and somebody waits for it. On Linux a thread has a priority of its own.
 */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * A third of the weight of others, and whatever they leave. With 10, a tenth, a page waited 2 ms less yet, but a machine that is
 * busy with something else would hardly let the writer write.
 */
export const YIELDING_PRIORITY = 5;

/** @returns the priority, or null where threads have none of their own or it may not be set: nothing else depends on it. */
export function yieldToOthers(): number | null {
  try {
    // `<process>/task/<thread>`, of the thread that asks.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (!(thread > 0)) return null;
    setPriority(thread, YIELDING_PRIORITY);
    return YIELDING_PRIORITY;
  } catch {
    return null;
  }
}
