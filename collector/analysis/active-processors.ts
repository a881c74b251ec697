/** The processors of the sessions pipeline with their configurations, and what they need together. */
import type { Processor } from '../../processors/processor.ts';
import type { AnalysisSettings } from './analyzer.ts';
import type { SessionReading } from './build-completed-session.ts';

export interface ActiveProcessor {
  readonly processor: Processor;
  readonly config: unknown;
}

/** @param known the processors there are. @throws Error for a type that is none of them: the configuration was checked before. */
export function findActiveProcessors(
  settings: Pick<AnalysisSettings, 'processors'>,
  known: readonly Processor[],
): readonly ActiveProcessor[] {
  return settings.processors.map(({ type, config }) => {
    const processor = known.find((one) => one.type === type);
    if (processor === undefined) throw new Error(`there is no processor ${type}`);
    return { processor, config };
  });
}

export function readingFor(active: readonly ActiveProcessor[], spansMax: number): SessionReading {
  return { needsContents: (span) => active.some(({ processor }) => processor.needsContents(span)), spansMax };
}

export function countSessionsMax(active: readonly ActiveProcessor[]): number {
  return active.reduce((most, { processor, config }) => Math.max(most, processor.sessionsMax(config)), 0);
}
