/** Every component with what it counted. A series belongs to the component that one of its labels names. */
import { z } from 'zod';

import type { ComponentState } from '../component.ts';
import { msToIso } from '../model/unix-nano.ts';
import { defineOperation } from './operation.ts';
import { parseSeries, type CounterSeries } from './parse-series.ts';
import { pipeline, type PipelineComponent } from './schemas.ts';

export const getPipeline = defineOperation({
  name: 'get_pipeline',
  method: 'GET',
  path: '/api/pipeline',
  about: 'Every component with its pipelines, doors, queue and counters.',
  params: z.object({}),
  response: pipeline,
  async run(_params, { clock, counters, componentStates, ready }) {
    const series = counters.entries().map(([text, value]) => parseSeries(text, value));
    const states = componentStates();
    return {
      ready: ready(),
      components: states.map((state) => describe(state, { series, ready: ready() })),
      counters: series.filter((one) => !states.some((state) => belongsTo(one, state))).map(toCounter),
      last_updated: msToIso(clock.nowMs()),
    };
  },
});

function describe(
  state: ComponentState,
  given: { series: readonly CounterSeries[]; ready: boolean },
): PipelineComponent {
  const own = given.series.filter((one) => belongsTo(one, state));
  const sum = (name: string): number | null => {
    const named = own.filter((one) => one.name === name);
    return named.length === 0 ? null : named.reduce((total, { value }) => total + value, 0);
  };
  const queue_capacity = sum('otelcol_exporter_queue_capacity');
  return {
    kind: state.kind,
    id: state.id,
    state: given.ready ? 'running' : 'not_ready',
    pipelines: [...state.pipelines],
    doors: [...(state.doors ?? [])],
    // A queue that was never used has counted nothing yet, and its length is known all the same.
    queue_length: sum('otelcol_exporter_queue_size') ?? (queue_capacity === null ? null : 0),
    queue_capacity,
    counters: own.map(toCounter),
  };
}

/** Series are labelled with the kind of their component; those of its door with `door`. */
function belongsTo({ labels }: CounterSeries, { kind, id }: ComponentState): boolean {
  if (labels.get(kind) === id) return true;
  return labels.get('door') === id && (kind === 'receiver' || kind === 'extension');
}

function toCounter({ name, labels, value }: CounterSeries): PipelineComponent['counters'][number] {
  return { name, labels: Object.fromEntries(labels), value };
}
