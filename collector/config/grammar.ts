/**
 * The outer shape of a configuration, which is the reference Collector's: five kinds of components and the service that
 * wires them. What stands inside a component is the component's own schema.
 */
import { z } from 'zod';

import type { ComponentKind } from '../component.ts';

/** `type[/name]`; the name may not hold white space or control characters. */
export const COMPONENT_ID = /^[a-zA-Z][0-9a-zA-Z_]{0,62}(?:\/[^\s\p{C}]{1,1024})?$/u;

const componentId = z.string().regex(COMPONENT_ID, 'expected type or type/name, such as otlp_http/backend');
/* `receivers:` with nothing below it, or all of it commented out, is an empty map. */
const componentMap = z
  .record(componentId, z.unknown())
  .nullish()
  .transform((given) => given ?? {});
const componentList = z
  .array(componentId)
  .nullish()
  .transform((given) => given ?? []);

const pipelineId = z
  .string()
  .regex(
    /^(?:traces|logs|metrics|sessions)(?:\/[^\s\p{C}]{1,1024})?$/u,
    'expected traces, logs, metrics or sessions, or one of them with a name, such as traces/raw',
  );

const pipeline = z.strictObject({ receivers: componentList, processors: componentList, exporters: componentList });

const telemetry = z.strictObject({
  logs: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});

export const grammar = z.strictObject({
  receivers: componentMap,
  processors: componentMap,
  connectors: componentMap,
  exporters: componentMap,
  extensions: componentMap,
  service: z.strictObject({
    extensions: componentList,
    pipelines: z
      .record(pipelineId, pipeline)
      .nullish()
      .transform((given) => given ?? {}),
    telemetry: telemetry.nullish().transform((given) => given ?? telemetry.parse({})),
  }),
});

export type Grammar = z.infer<typeof grammar>;

export const SECTIONS: readonly (readonly [kind: ComponentKind, section: keyof Grammar & `${ComponentKind}s`])[] = [
  ['receiver', 'receivers'],
  ['processor', 'processors'],
  ['connector', 'connectors'],
  ['exporter', 'exporters'],
  ['extension', 'extensions'],
];

/** The `type` of a component's or pipeline's id. */
export function typeOf(id: string): string {
  return id.split('/', 1)[0] ?? id;
}
