/**
 * Agents whose patterns are known, because they are made: 12 tools and k modes, a mode being a template of 5 to 9 steps over
 * half of the tools whose first two steps are common to all modes. With noise q a step is dropped (.3 q), gets a foreign
 * step before it (.3 q) or is repeated two to four times (.4 q). 3 % of the steps fail; sizes and tokens are log-normal.
 */
import { DEFAULT_BEHAVIORAL_CONFIG } from '../../processors/behavioral/config.ts';
import { buildFeatures, type SessionFeatures } from '../../processors/behavioral/features.ts';
import { seedRandom, shuffle } from '../../processors/behavioral/random-numbers.ts';
import type { SessionTrace } from '../../processors/behavioral/session-trace.ts';

type Random = () => number;

export interface SyntheticAgent {
  readonly tools: readonly string[];
  readonly modes: readonly (readonly string[])[];
  readonly random: Random;
}

export function createSyntheticAgent({ seed, modes }: { seed: string; modes: number }): SyntheticAgent {
  const random = seedRandom(seed);
  const tools = Array.from({ length: 12 }, (_, at) => `tool_${String.fromCharCode(97 + at)}`);
  const start = drawSteps([], { tools, length: 2, random });
  return {
    tools,
    random,
    modes: Array.from({ length: modes }, () => {
      const places = tools.map((_, at) => at);
      shuffle(places, random);
      const half = places.slice(0, tools.length / 2).map((at) => tools[at] ?? '');
      return drawSteps(start, { tools: half, length: 5 + Math.floor(random() * 5), random });
    }),
  };
}

/** A template repeats no step at once: repeating is what noise does. */
function drawSteps(
  start: readonly string[],
  { tools, length, random }: { readonly tools: readonly string[]; readonly length: number; readonly random: Random },
): string[] {
  const steps = [...start];
  while (steps.length < length) {
    const step = pick(tools, random);
    if (step !== steps.at(-1)) steps.push(step);
  }
  return steps;
}

export interface SyntheticStep {
  readonly name: string;
  /** One of U, R, N: where its only argument comes from. */
  readonly provenance: 'U' | 'R' | 'N';
  readonly failed: boolean;
}

export interface SyntheticSettings {
  readonly noise: number;
  readonly errorRate?: number;
  readonly tokenFactor?: number;
}

/** The steps of one session of a mode. */
export function playMode(agent: SyntheticAgent, mode: number, settings: SyntheticSettings): SyntheticStep[] {
  const { random, tools } = agent;
  const names: string[] = [];
  for (const name of agent.modes[mode] ?? []) {
    const drawn = random() / (settings.noise || 1e-9);
    if (drawn < 0.3) continue;
    if (drawn < 0.6) names.push(pick(tools, random));
    const times = drawn >= 0.6 && drawn < 1 ? 2 + Math.floor(random() * 3) : 1;
    for (let time = 0; time < times; time++) names.push(name);
  }
  return names.map((name) => toStep(name, agent, settings));
}

/** Uniformly random tools, as long as a session of the mode. */
export function playNoise(agent: SyntheticAgent, mode: number, settings: SyntheticSettings): SyntheticStep[] {
  return playMode(agent, mode, settings).map(() => toStep(pick(agent.tools, agent.random), agent, settings));
}

/** The arguments of a tool come from where they usually come from: from the user for the first half of the tools. */
function toStep(
  name: string,
  { random, tools }: SyntheticAgent,
  { errorRate = 0.03 }: SyntheticSettings,
): SyntheticStep {
  return { name, provenance: tools.indexOf(name) % 2 === 0 ? 'U' : 'R', failed: random() < errorRate };
}

export interface SyntheticSession {
  readonly sessionId: string;
  readonly steps: readonly SyntheticStep[];
  readonly random: Random;
  readonly endedMs?: number;
  readonly version?: string | null;
  readonly tokenFactor?: number;
  readonly model?: string;
}

/** As a trace in which each provenance is real: the values are said, found in a result, or nowhere. */
export function toTrace(session: SyntheticSession): SessionTrace {
  const { sessionId, steps, random, endedMs = 0, version = null, tokenFactor = 1, model = 'model-1' } = session;
  return {
    sessionId,
    version,
    endedMs,
    durationMs: Math.round(1000 * steps.length * logNormal(random, 0.5)),
    models: [model],
    modelCalls: steps.length + 1,
    tokens: Math.round(8000 * tokenFactor * logNormal(random, 0.4)),
    costNanoUsd: null,
    records: [
      { type: 'text', text: 'Please use said-value for everything.' },
      ...steps.flatMap(({ name, provenance, failed }, turn) => ({
        type: 'tool_executed' as const,
        callId: `call_${turn}`,
        name,
        arguments: {
          value: provenance === 'U' ? 'said-value' : provenance === 'R' && turn > 0 ? 'found-value' : 'new-value',
        },
        result: `found-value ${'x'.repeat(Math.round(100 * logNormal(random, 1)))}`,
        failed,
        durationMs: Math.round(200 * logNormal(random, 0.5)),
        turn,
      })),
    ],
  };
}

export function toFeatures(session: SyntheticSession): SessionFeatures {
  return buildFeatures(toTrace(session), DEFAULT_BEHAVIORAL_CONFIG);
}

export interface SyntheticPopulation {
  readonly agent: SyntheticAgent;
  readonly count: number;
  readonly noise: number;
  /** Share of sessions of uniformly random tools. */
  readonly noiseSessions?: number;
  readonly prefix?: string;
  readonly version?: string | null;
  readonly startMs?: number;
}

/** Sessions of all modes in equal shares, a minute apart; `mode` is -1 for a noise session. */
export function playSessions({
  agent,
  count,
  noise,
  noiseSessions = 0,
  prefix = 's',
  version = null,
  startMs = 1_700_000_000_000,
}: SyntheticPopulation): { readonly features: SessionFeatures; readonly mode: number }[] {
  return Array.from({ length: count }, (_, at) => {
    const mode = at % agent.modes.length;
    const isNoise = agent.random() < noiseSessions;
    const steps = (isNoise ? playNoise : playMode)(agent, mode, { noise });
    const features = toFeatures({
      sessionId: `${prefix}${at}`,
      steps,
      random: agent.random,
      endedMs: startMs + 60_000 * at,
      version,
    });
    return { features, mode: isNoise ? -1 : mode };
  });
}

function pick<T>(list: readonly T[], random: Random): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

function logNormal(random: Random, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal);
}
