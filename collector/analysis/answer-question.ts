/** What the behavioural analysis says of an agent's sessions when somebody asks, from what it knows, or from what is kept. */
import type { BehavioralState } from '../../processors/behavioral/factory.ts';
import { behavioralProcessor, traceSession } from '../../processors/behavioral/factory.ts';
import { scoreSteps } from '../../processors/behavioral/baseline.ts';
import type { BehavioralConfig } from '../../processors/behavioral/config.ts';
import { explainSession } from '../../processors/behavioral/explain-session.ts';
import { buildFeatures, countSteps, type SessionFeatures } from '../../processors/behavioral/features.ts';
import { compareWith, type Divergence } from '../../processors/behavioral/first-divergence.ts';
import { jaccard } from '../../processors/behavioral/jaccard.ts';
import { toOutlierJson } from '../../processors/behavioral/outlier-json.ts';
import { PROVENANCE_LETTERS } from '../../processors/behavioral/provenance.ts';
import { round } from '../../processors/behavioral/round.ts';
import { buildSteps } from '../../processors/behavioral/session-steps.ts';
import type { SpanPlace } from '../../processors/behavioral/session-trace.ts';
import { diffVersions } from '../../processors/behavioral/version-diff.ts';
import type { Clock } from '../clock.ts';
import { CollectorError } from '../errors.ts';
import { msToIso } from '../model/unix-nano.ts';
import type { ActiveProcessor } from './active-processors.ts';
import type { BehaviourAnswer, BehaviourQuestion } from './analyzer.ts';
import type {
  CompareSessionsAnswer,
  CompareVersionsAnswer,
  DivergenceAnswer,
  ExplainAnswer,
  ListVersionsAnswer,
  StepAnswer,
  StepsAnswer,
} from './behaviour-answers.ts';
import { buildCompletedSession, SessionUnreadable, type SessionReading } from './build-completed-session.ts';
import { collectKept } from './collect-kept.ts';
import type { AnalysisReader } from '../store/analysis-store.ts';
import type { WarmAgents } from './warm-agents.ts';

export interface QuestionContext {
  readonly reader: AnalysisReader;
  readonly active: readonly ActiveProcessor[];
  readonly reading: SessionReading;
  readonly warm: WarmAgents;
  readonly clock: Clock;
}

interface Known {
  readonly state: BehavioralState;
  readonly config: BehavioralConfig;
}

/** @throws CollectorError where the behavioural analysis is not in the pipeline. */
export async function answerQuestion(question: BehaviourQuestion, context: QuestionContext): Promise<BehaviourAnswer> {
  const answer = await answerAny(question, context);
  return answer === null ? null : { ...answer };
}

async function answerAny(
  question: BehaviourQuestion,
  context: QuestionContext,
): Promise<ExplainAnswer | CompareSessionsAnswer | ListVersionsAnswer | CompareVersionsAnswer | null> {
  switch (question.type) {
    case 'explain':
      return explain(question, context);
    case 'compare-sessions':
      return compareSessions(question.sessionIds, context);
    case 'list-versions':
      return listVersions(question.agentId, context);
    case 'compare-versions':
      return compareVersions(question, context);
    default:
      throw new CollectorError('INVALID_REQUEST', 'there is no such question');
  }
}

function findBehavioral(active: readonly ActiveProcessor[]): ActiveProcessor {
  const found = active.find(({ processor }) => processor.type === behavioralProcessor.type);
  if (found === undefined) throw new CollectorError('NOT_FOUND', 'behaviour is not analysed here');
  return found;
}

/** The state of the last run, or one that is made of what is kept and not remembered. Null for an agent without sessions. */
async function know(agentId: string, { reader, active, warm, reading, clock }: QuestionContext): Promise<Known | null> {
  const behavioral = findBehavioral(active);
  const { processor } = behavioral;
  /* The processor's own schema made the configuration, and its last run the state. */
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const config = behavioral.config as BehavioralConfig;
  const known = warm.get(agentId)?.states.get(processor.type);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  if (known !== undefined) return { state: known as BehavioralState, config };
  const ids = await reader.listCompletedSessionIds(agentId, processor.sessionsMax(config));
  if (ids.length === 0) return null;
  const nobody = { onSession: () => undefined, onKept: async () => undefined };
  // Sessions that no run has read yet are not read for a question: their run is about to come.
  const kept = await collectKept(ids.toReversed(), {
    reader: readKeptOnly(reader),
    active: [behavioral],
    reading,
    ...nobody,
  });
  const memories = await reader.readMemories(agentId);
  const { state } = processor.analyzeAgent(
    {
      agentId,
      state: null,
      memory: memories.get(processor.type) ?? null,
      added: kept.bytesOf.get(processor.type) ?? new Map(),
      removedIds: [],
      earlier: { behavioral: null, pii: null },
      nowMs: clock.nowMs(),
    },
    config,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { state: state as BehavioralState, config };
}

function readKeptOnly(reader: AnalysisReader): AnalysisReader {
  return {
    own: reader.own,
    readSession: async () => null,
    readSessionChanges: async (agentId, versions) => reader.readSessionChanges(agentId, versions),
    listCompletedSessionIds: async (agentId, limit) => reader.listCompletedSessionIds(agentId, limit),
    readKept: async (sessionIds, processor) => reader.readKept(sessionIds, processor),
    readMemories: async (agentId) => reader.readMemories(agentId),
    readAnalyzedSpans: (sessionId) => reader.readAnalyzedSpans(sessionId),
  };
}

async function explain(
  { agentId, sessionId }: { readonly agentId: string; readonly sessionId: string },
  context: QuestionContext,
): Promise<ExplainAnswer | null> {
  const known = await know(agentId, context);
  const features = known?.state.behaviour.sessions.get(sessionId);
  if (known === null || features === undefined) return null;
  const found = explainSession(known.state.behaviour, sessionId, known.config);
  if (found === null) return null;
  const read = await readSteps(sessionId, known.config, context);
  const steps = toStepsAnswer(features, read?.places ?? []);
  return {
    agent_id: agentId,
    session_id: sessionId,
    outlier: toOutlierJson(found.card),
    divergence: found.divergence === null ? null : toDivergenceAnswer(found.divergence, read?.places ?? []),
    steps,
  };
}

async function compareSessions(
  [idA, idB]: readonly [string, string],
  context: QuestionContext,
): Promise<CompareSessionsAnswer | null> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const config = findBehavioral(context.active).config as BehavioralConfig;
  const a = await readSteps(idA, config, context);
  const b = await readSteps(idB, config, context);
  if (a === null || b === null) return null;
  const fit = (await know(b.agentId, context))?.state.behaviour.fit ?? null;
  // Where nothing is known of the agent, every step is as surprising as every other.
  const surprisals =
    fit === null ? new Float64Array(countSteps(b.features) + 1).fill(1) : scoreSteps(fit.baseline, b.features);
  const divergence = compareWith({ session: b.features, other: a.features, surprisals }, config);
  return {
    a: toStepsAnswer(a.features, a.places),
    b: toStepsAnswer(b.features, b.places),
    similarity: round(jaccard(a.features.shingles, b.features.shingles)),
    divergence:
      divergence === null
        ? null
        : { ...toDivergenceAnswer(divergence, b.places), probability: fit === null ? null : divergence.probability },
  };
}

interface ReadSteps {
  readonly agentId: string;
  readonly features: SessionFeatures;
  /** Of each step. */
  readonly places: readonly (SpanPlace | null)[];
}

async function readSteps(
  sessionId: string,
  config: BehavioralConfig,
  { reader, reading }: QuestionContext,
): Promise<ReadSteps | null> {
  try {
    const session = await buildCompletedSession(sessionId, { reader, reading });
    if (session === null) return null;
    const trace = traceSession(session);
    return {
      agentId: session.record.agentId,
      features: buildFeatures(trace, config),
      places: buildSteps(trace, config).steps.map(({ place }) => place),
    };
  } catch (error) {
    if (error instanceof SessionUnreadable) return null;
    throw error;
  }
}

const STEPS_LISTED_MAX = 2000;

function toStepsAnswer(features: SessionFeatures, places: readonly (SpanPlace | null)[]): StepsAnswer {
  const { steps, limits } = features;
  const listed = Math.min(countSteps(features), STEPS_LISTED_MAX);
  return {
    session_id: features.sessionId,
    version: features.version,
    steps: Array.from({ length: listed }, (_, at): StepAnswer => ({
      name: steps.names[steps.nameOf[at] ?? 0] ?? '',
      provenance: PROVENANCE_LETTERS[steps.provenanceOf[at] ?? 0] ?? '',
      failed: steps.failedOf[at] === 1,
      duration_ms: toNumber(steps.durationMsOf[at]),
      turn: toNumber(steps.turnOf[at]),
      trace_id: places[at]?.traceId ?? null,
      span_id: places[at]?.spanId ?? null,
    })),
    steps_left_out: limits.stepsLeftOut + countSteps(features) - listed,
  };
}

function toNumber(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function toDivergenceAnswer(divergence: Divergence, places: readonly (SpanPlace | null)[]): DivergenceAnswer {
  const place = divergence.actual === null ? places.at(-1) : places[divergence.step];
  return {
    step: divergence.step,
    actual: divergence.actual,
    expected: divergence.expected,
    probability: divergence.probability,
    disagreement: round(divergence.disagreement),
    neighbour_session_id: divergence.neighbourId,
    similarity: round(divergence.similarity),
    is_cut: divergence.isCut,
    trace_id: place?.traceId ?? null,
    span_id: place?.spanId ?? null,
  };
}

async function listVersions(agentId: string, context: QuestionContext): Promise<ListVersionsAnswer | null> {
  const known = await know(agentId, context);
  if (known === null) return null;
  const sessions = [...known.state.behaviour.sessions.values()];
  const versions = Map.groupBy(sessions, ({ version }) => version);
  const unversioned = versions.get(null)?.length ?? 0;
  return {
    agent_id: agentId,
    versions: [...versions]
      .flatMap(([version, ofVersion]) => (version === null ? [] : [{ version, ...spanTimes(ofVersion) }]))
      .sort((a, b) => b.lastMs - a.lastMs || (a.version < b.version ? -1 : 1))
      .map(({ version, count, firstMs, lastMs }) => ({
        version,
        sessions: count,
        first_ended: msToIso(firstMs),
        last_ended: msToIso(lastMs),
      })),
    unversioned_sessions: unversioned,
  };
}

function spanTimes(sessions: readonly SessionFeatures[]) {
  let [firstMs, lastMs] = [Infinity, -Infinity];
  for (const { endedMs } of sessions) [firstMs, lastMs] = [Math.min(firstMs, endedMs), Math.max(lastMs, endedMs)];
  return { count: sessions.length, firstMs, lastMs };
}

async function compareVersions(
  { agentId, older, newer }: { readonly agentId: string; readonly older: string; readonly newer: string },
  context: QuestionContext,
): Promise<CompareVersionsAnswer | null> {
  const known = await know(agentId, context);
  if (known === null) return null;
  const sessions = [...known.state.behaviour.sessions.values()];
  const sideOf = (version: string) => ({ version, sessions: sessions.filter((one) => one.version === version) });
  const sides = [sideOf(older), sideOf(newer)] as const;
  if (sides.some((side) => side.sessions.length === 0)) return null;
  const { status, tests, changes, facts, sentences, ...heads } = diffVersions(...sides, known.config);
  return {
    agent_id: agentId,
    status,
    older: heads.older,
    newer: heads.newer,
    tests: tests.map(({ family, probability, adjustedProbability, isSignificant }) => ({
      family,
      probability,
      adjusted_probability: adjustedProbability,
      is_significant: isSignificant,
    })),
    changes: changes.map(({ adjustedProbability, ...change }) => ({
      ...change,
      adjusted_probability: adjustedProbability,
    })),
    facts,
    sentences,
  };
}
