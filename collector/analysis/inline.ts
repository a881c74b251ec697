/** Analyses on this thread, without limits: for tests, and where there is nothing to protect. Runs one after the other. */
import { processors as allProcessors } from '../../processors/index.ts';
import { systemClock } from '../clock.ts';
import type { Processor } from '../../processors/processor.ts';
import type { AnalysisReader } from '../store/analysis-store.ts';
import { findActiveProcessors, readingFor } from './active-processors.ts';
import type {
  AnalysisOutcome,
  AnalysisRequest,
  AnalysisSettings,
  Analyzer,
  BehaviourAnswer,
  BehaviourQuestion,
} from './analyzer.ts';
import { answerQuestion } from './answer-question.ts';
import { runAnalysis, type RunContext } from './run-analysis.ts';
import { Turns } from './turns.ts';
import { WarmAgents } from './warm-agents.ts';

export class InlineAnalyzer implements Analyzer {
  readonly #context: Omit<RunContext, 'onKept'>;
  readonly #turns = new Turns();

  /** @param known for tests: processors that are not in the product. */
  constructor(reader: AnalysisReader, settings: AnalysisSettings, known: readonly Processor[] = allProcessors) {
    const active = findActiveProcessors(settings, known);
    this.#context = {
      reader,
      active,
      reading: readingFor(active, settings.limits.spansMax),
      warm: new WarmAgents(settings.limits.memoryBytesMax / 2),
      onDoing: () => undefined,
    };
  }

  async start(): Promise<void> {}

  async analyze({ onKept, ...run }: AnalysisRequest): Promise<AnalysisOutcome> {
    return this.#turns.take(() => runAnalysis(run, { ...this.#context, onKept }));
  }

  async ask(question: BehaviourQuestion): Promise<BehaviourAnswer> {
    return this.#turns.take(() => answerQuestion(question, { ...this.#context, clock: systemClock }));
  }

  async close(): Promise<void> {}
}
