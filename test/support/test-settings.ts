/** The `Settings` a component is given in tests: counters and a log that can be read, and extensions that can be set. */
import { Writable } from 'node:stream';

import { pino } from 'pino';

import { Bus } from '../../collector/bus.ts';
import { systemClock, type Clock } from '../../collector/clock.ts';
import type { Authenticator, ConnectorSettings, ReceiverSettings, RequestConsumer } from '../../collector/component.ts';
import { CollectorError } from '../../collector/errors.ts';
import type { Signal } from '../../collector/otlp/export-request.ts';
import { Counters } from '../../collector/telemetry.ts';

export interface TestSettings extends ReceiverSettings, ConnectorSettings {
  /** Everything logged so far, as it would stand on standard error. */
  logged(): string;
}

interface Given {
  readonly id?: string;
  readonly clock?: Clock;
  readonly authenticators?: ReadonlyMap<string, Authenticator>;
  readonly ready?: () => boolean;
  readonly next?: (signal: Signal) => RequestConsumer | undefined;
}

export function testSettings({
  id = 'test',
  clock = systemClock,
  authenticators,
  ready,
  next,
}: Given = {}): TestSettings {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return {
    id,
    clock,
    bus: new Bus(),
    counters: new Counters(),
    logger: pino({ level: 'debug' }, sink),
    version: '0.0.0-test',
    extensions: {
      store: () => {
        throw new CollectorError('NOT_FOUND', 'no store in this test');
      },
      authenticator: (name) => {
        const found = authenticators?.get(name);
        if (found === undefined) throw new CollectorError('NOT_FOUND', `no authenticator ${name}`);
        return found;
      },
      analyzer: () => null,
      analyses: () => [],
      components: () => [],
      ready: ready ?? (() => true),
    },
    next: next ?? (() => undefined),
    sessions: { analyses: [], consumeAnalysis: async () => {} },
    logged: () => lines.join(''),
  };
}
