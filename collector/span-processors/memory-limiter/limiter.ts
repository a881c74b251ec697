/**
 * Refuses requests for now while memory is short; senders come again. It looks at what is in use (heap and buffers), not at
 * the resident set: Node gives pages back late or never, so one burst would keep an RSS limit shut for good. Other
 * threads' heaps are not seen; their share arrives through buffers, which are.
 */
import { totalmem } from 'node:os';

import type { RequestProcessor, Settings } from '../../component.ts';
import { CollectorError } from '../../errors.ts';
import { ITEM_NAMES, type ExportRequest, type Signal } from '../../otlp/export-request.ts';
import { countOf } from '../../otlp/scan-item-count.ts';
import type { MemoryLimiterConfig } from './config.ts';

const MIB = 2 ** 20;
const DEFAULT_SPIKE_SHARE = 0.2;

/** What the machine says; tests bring their own. */
export interface Memory {
  usedBytes(): number;
  totalBytes(): number;
}

const processMemory: Memory = {
  usedBytes() {
    // `external` contains `arrayBuffers`.
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
  totalBytes() {
    const constrained = process.constrainedMemory();
    return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  },
};

export class MemoryLimiter implements RequestProcessor {
  readonly #config: MemoryLimiterConfig;
  readonly #settings: Settings;
  readonly #memory: Memory;
  readonly #softLimitBytes: number;
  #refusing = false;
  #stop: (() => void) | undefined;

  constructor(config: MemoryLimiterConfig, settings: Settings, memory: Memory = processMemory) {
    this.#config = config;
    this.#settings = settings;
    this.#memory = memory;
    this.#softLimitBytes = softLimitBytes(config, memory.totalBytes());
  }

  async start(): Promise<void> {
    this.#check();
    this.#stop ??= this.#settings.clock.every(this.#config.check_interval, () => this.#check());
  }

  async shutdown(): Promise<void> {
    this.#stop?.();
    this.#stop = undefined;
  }

  process(request: ExportRequest): ExportRequest {
    if (!this.#refusing) return request;
    const items = countOf(request);
    this.#count('refused', request.signal, items);
    throw new CollectorError('MEMORY_LIMIT', 'memory is short, come again (memory_limiter)', { items });
  }

  passedOn(signal: Signal, items: number): void {
    this.#count('accepted', signal, items);
  }

  #count(outcome: 'accepted' | 'refused', signal: Signal, items: number): void {
    const counter = `otelcol_processor_memory_limiter_${outcome}_${ITEM_NAMES[signal]}`;
    this.#settings.counters.add(counter, { processor: this.#settings.id }, items);
  }

  #check(): void {
    const usedBytes = this.#memory.usedBytes();
    const refusing = usedBytes > this.#softLimitBytes;
    if (refusing === this.#refusing) return;
    this.#refusing = refusing;
    const { logger, id } = this.#settings;
    const fields = {
      processor: id,
      usedMib: Math.round(usedBytes / MIB),
      limitMib: Math.round(this.#softLimitBytes / MIB),
    };
    if (refusing) logger.warn(fields, 'memory is short: requests are refused for now');
    else logger.info(fields, 'memory is free again: requests are taken');
  }
}

function softLimitBytes(config: MemoryLimiterConfig, totalBytes: number): number {
  const limit = bytesOf(config.limit_mib, config.limit_percentage, totalBytes) ?? 0;
  const spike = bytesOf(config.spike_limit_mib, config.spike_limit_percentage, totalBytes);
  return Math.max(0, limit - (spike ?? limit * DEFAULT_SPIKE_SHARE));
}

function bytesOf(mib: number | undefined, percentage: number | undefined, totalBytes: number): number | undefined {
  if (mib !== undefined) return mib * MIB;
  return percentage === undefined ? undefined : (totalBytes * percentage) / 100;
}
