/** The burst rule against a model: whatever ends, fails or restarts when, no run too many and no session left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  advance,
  nextWakeMs,
  restoreSchedule,
  type Run,
  type Schedule,
  type ScheduleEvent,
  type ScheduleSettings,
} from '../../../collector/analysis/scheduler.ts';

const SETTINGS: ScheduleSettings = { runsMax: 2, retryMs: 100, retryMsMax: 1000 };

/** The scheduler with what surrounds it: a clock, a store that survives, and runs that end when they are told to. */
class Surroundings {
  readonly stored = new Map<string, { version: number; analyzedVersion: number }>();
  readonly running = new Map<string, Run>();
  readonly started: Run[] = [];
  #schedule: Schedule = restoreSchedule([]);
  #nowMs = 0;
  readonly #settings: ScheduleSettings;

  constructor(settings = SETTINGS) {
    this.#settings = settings;
  }

  /** A session of the agent ends, ends again, or leaves. */
  end(agentId: string, sessions = 1): void {
    for (let session = 0; session < sessions; session++) {
      const known = this.stored.get(agentId) ?? { version: 0, analyzedVersion: 0 };
      this.stored.set(agentId, { ...known, version: known.version + 1 });
    }
    this.#tell({
      type: 'changed',
      agents: [{ agentId, ...(this.stored.get(agentId) ?? { version: 0, analyzedVersion: 0 }) }],
    });
  }

  finish(agentId: string, ok: boolean, restMs = 0): void {
    const run = this.running.get(agentId);
    if (run === undefined) return;
    this.running.delete(agentId);
    const known = this.stored.get(agentId);
    if (ok && known !== undefined) this.stored.set(agentId, { ...known, analyzedVersion: run.version });
    this.#tell({ type: 'finished', agentId, ok, restMs });
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    this.#tell({ type: 'woken' });
  }

  restart(): void {
    this.running.clear();
    this.#schedule = restoreSchedule([...this.stored].map(([agentId, versions]) => ({ agentId, ...versions })));
    this.#tell({ type: 'woken' });
  }

  /** Until nothing is left to do. */
  settle(): void {
    for (let round = 0; round < 1000; round++) {
      const underWay = [...this.running.keys()];
      for (const agentId of underWay) this.finish(agentId, true);
      const wakeMs = this.nextWakeMs;
      if (wakeMs !== null) this.pass(wakeMs - this.#nowMs);
      if (this.running.size === 0 && this.nextWakeMs === null) return;
    }
    throw new Error('it does not come to rest');
  }

  get waiting(): number {
    return this.#schedule.agents.size;
  }

  get nextWakeMs(): number | null {
    return nextWakeMs(this.#schedule, this.#nowMs);
  }

  #tell(event: ScheduleEvent): void {
    const { schedule, start } = advance(this.#schedule, event, { nowMs: this.#nowMs, settings: this.#settings });
    this.#schedule = schedule;
    for (const run of start) {
      expect(this.running.has(run.agentId), 'two runs of one agent').toBe(false);
      const known = this.stored.get(run.agentId);
      expect(run.version, 'a run without news').toBeGreaterThan(known?.analyzedVersion ?? 0);
      expect(run.version, 'a run sees all that ended before it').toBe(known?.version);
      this.running.set(run.agentId, run);
      this.started.push(run);
    }
    expect(this.running.size).toBeLessThanOrEqual(this.#settings.runsMax);
  }
}

const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('end' as const), agent: fc.constantFrom('a', 'b', 'c', '__proto__') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      agent: fc.constantFrom('a', 'b', 'c'),
      ok: fc.boolean(),
      restMs: fc.constantFrom(0, 0, 50, 300),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(500) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

describe('the schedule of analyses', () => {
  it('never runs an agent twice at once, leaves nothing unanalysed, and runs nothing without news', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80 }), fc.integer({ min: 1, max: 4 }), (commands, runsMax) => {
        const around = new Surroundings({ ...SETTINGS, runsMax });
        for (const given of commands) {
          if (given.do === 'end') around.end(given.agent);
          else if (given.do === 'finish') around.finish(given.agent, given.ok, given.restMs);
          else if (given.do === 'pass') around.pass(given.ms);
          else around.restart();
        }
        around.settle();
        for (const { version, analyzedVersion } of around.stored.values()) expect(analyzedVersion).toBe(version);
        // What is done is forgotten.
        expect(around.waiting).toBe(0);
        const before = around.started.length;
        around.pass(1e9);
        around.restart();
        expect(around.started).toHaveLength(before);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives sessions that end during a run exactly one further run', () => {
    const around = new Surroundings();
    around.end('a');
    for (let session = 0; session < 500; session++) around.end('a');
    expect(around.started).toEqual([{ agentId: 'a', version: 1 }]);
    around.finish('a', true);
    expect(around.started).toEqual([
      { agentId: 'a', version: 1 },
      { agentId: 'a', version: 501 },
    ]);
    around.finish('a', true);
    expect(around.started).toHaveLength(2);
  });

  it('gives sessions that end together one run', () => {
    const around = new Surroundings();
    around.end('a', 500);
    around.settle();
    expect(around.started).toEqual([{ agentId: 'a', version: 500 }]);
  });

  it('tries a failed run again later and later, and not before', () => {
    const around = new Surroundings();
    around.end('a');
    const waits: (number | null)[] = [];
    let now = 0;
    for (let failure = 0; failure < 6; failure++) {
      around.finish('a', false);
      const wake = around.nextWakeMs ?? 0;
      waits.push(wake - now);
      around.pass(wake - now - 1);
      expect(around.running.size, 'before its time').toBe(0);
      around.pass(1);
      now = wake;
      expect(around.running.size).toBe(1);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
    around.finish('a', true);
    around.end('a');
    expect(around.running.size, 'a success ends the waiting').toBe(1);
  });

  it('lets no news shorten the wait of an agent whose run failed, and no failure hold up another agent', () => {
    const around = new Surroundings({ ...SETTINGS, runsMax: 1 });
    around.end('a');
    around.end('b');
    around.finish('a', false);
    around.end('a');
    expect([...around.running.keys()]).toEqual(['b']);
    around.finish('b', true);
    expect(around.running.size).toBe(0);
    around.pass(100);
    expect(around.running.get('a')).toEqual({ agentId: 'a', version: 2 });
  });

  it('lets agents that wait go before one that has just run', () => {
    const around = new Surroundings({ ...SETTINGS, runsMax: 1 });
    around.end('a');
    around.end('b');
    around.end('a');
    around.finish('a', true);
    expect([...around.running.keys()]).toEqual(['b']);
  });

  it('lets an agent rest after a run, whatever ends meanwhile, and others run', () => {
    const around = new Surroundings({ ...SETTINGS, runsMax: 1 });
    around.end('a');
    around.finish('a', true, 200);
    expect(around.nextWakeMs).toBe(200);
    around.end('a', 3);
    expect(around.running.size).toBe(0);
    around.end('b');
    expect([...around.running.keys()]).toEqual(['b']);
    around.finish('b', true);
    around.pass(199);
    expect(around.running.size, 'before its time').toBe(0);
    around.pass(1);
    expect(around.running.get('a')).toEqual({ agentId: 'a', version: 4 });
    around.finish('a', true, 200);
    around.pass(200);
    expect(around.waiting, 'one that has rested is forgotten').toBe(0);
  });

  it('starts after a restart what was under way, once', () => {
    const around = new Surroundings();
    around.end('a');
    around.restart();
    expect(around.started).toEqual([
      { agentId: 'a', version: 1 },
      { agentId: 'a', version: 1 },
    ]);
    around.settle();
    around.restart();
    expect(around.started).toHaveLength(2);
  });

  it('takes a run that nobody started for none', () => {
    const schedule = restoreSchedule([{ agentId: 'a', version: 3, analyzedVersion: 3 }]);
    const event = { type: 'finished', agentId: 'a', ok: true, restMs: 100 } as const;
    expect(advance(schedule, event, { nowMs: 0, settings: SETTINGS })).toEqual({
      schedule: { agents: new Map() },
      start: [],
    });
  });
});
