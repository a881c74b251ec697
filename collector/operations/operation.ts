/**
 * An operation is one question that can be asked of the collector, or one change. It knows no door: REST serves it, the
 * OpenAPI document describes it, and other doors hand in the same parameters. It throws `CollectorError`, never an HTTP status.
 */
import type { z } from 'zod';

import type { AnalysisSettings, Analyzer } from '../analysis/analyzer.ts';
import type { Bus } from '../bus.ts';
import type { Clock } from '../clock.ts';
import type { ComponentState } from '../component.ts';
import type { Store } from '../store.ts';
import type { Counters } from '../telemetry.ts';
import { parseParams } from './parse-params.ts';

/** What an operation may look at. */
export interface OperationContext {
  readonly store: Store;
  /** For what an operation changes. */
  readonly bus: Bus;
  /** The processors of the sessions pipeline with their configuration; empty where there is no such pipeline. */
  readonly analyses: AnalysisSettings['processors'];
  /** Answers what nobody has written down; null where nothing analyses sessions. */
  readonly analyzer: Analyzer | null;
  readonly clock: Clock;
  readonly version: string;
  readonly counters: Counters;
  /** How often a page reads again where the live stream is cut. */
  readonly refreshIntervalMs: number;
  readonly componentStates: () => readonly ComponentState[];
  /** False until every component is up and from the beginning of shutdown. */
  readonly ready: () => boolean;
}

export interface Operation {
  /** Verb and object in snake_case, one name at every door. */
  readonly name: string;
  readonly method: 'GET' | 'PATCH';
  /** With its parameters in braces: `/api/session/{id}`. */
  readonly path: string;
  readonly about: string;
  /** Of the path and the query together, or of the path and the body where it changes something; nothing else is taken. */
  readonly params: z.ZodObject;
  readonly response: z.ZodType;
  /**
   * @param given parameters by name, not checked yet.
   * @throws CollectorError INVALID_REQUEST naming the parameter
   */
  answer(given: ReadonlyMap<string, unknown>, context: OperationContext): Promise<unknown>;
}

export interface TypedOperation<P extends z.ZodObject, R extends z.ZodType> extends Omit<Operation, 'answer'> {
  readonly params: P;
  readonly response: R;
  run(params: z.output<P>, context: OperationContext): Promise<z.output<R>>;
}

export function defineOperation<P extends z.ZodObject, R extends z.ZodType>(
  definition: TypedOperation<P, R>,
): TypedOperation<P, R> & Operation {
  return {
    ...definition,
    answer: async (given, context) => definition.run(parseParams(definition.params, given), context),
  };
}
