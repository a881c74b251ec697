/** The keys of a configuration schema as a list: for `live-trace components`, for suggestions, and to hold READMEs to. */
import { z } from 'zod';

export interface KeyDescription {
  /** `retention.max_age`; `[]` stands for the items of a list, `*` for keys of the user's choosing. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** As the user would write it; undefined where there is none. */
  readonly default: unknown;
}

/** Every key that takes a value, depth first in the schema's order. */
export function describeSchema(schema: z.ZodType): KeyDescription[] {
  return describe(toJson(schema), '', false);
}

/** The keys a schema knows at a path; `undefined` where the user chooses them. */
export function knownKeys(schema: z.ZodType, path: readonly (string | number)[]): readonly string[] | undefined {
  let at: JsonSchema | undefined = toJson(schema);
  for (const step of path) {
    if (at === undefined) return undefined;
    const alternatives: readonly JsonSchema[] = at.anyOf ?? [at];
    at = alternatives
      .map((one) =>
        typeof step === 'number' ? one.items : (one.properties?.[step] ?? objectOf(one.additionalProperties)),
      )
      .find((one) => one !== undefined);
  }
  const map = at?.anyOf?.find(({ properties }) => properties !== undefined) ?? at;
  return map?.properties === undefined ? undefined : Object.keys(map.properties);
}

interface JsonSchema {
  /** What we call it: `duration`, `size`, `host:port`. */
  readonly title?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly items?: JsonSchema | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly required?: readonly string[] | undefined;
  readonly default?: unknown;
}

function toJson(schema: z.ZodType): JsonSchema {
  // What the user writes (`input`), not what the component gets.
  const json: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return isJsonSchema(json) ? json : {};
}

function isJsonSchema(json: unknown): json is JsonSchema {
  return typeof json === 'object' && json !== null;
}

function describe(schema: JsonSchema, path: string, required: boolean): KeyDescription[] {
  const under = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([key, child]) =>
      describe(withDefaultOf(schema, key, child), under(key), schema.required?.includes(key) ?? false),
    );
  }
  const free = objectOf(schema.additionalProperties);
  if (free !== undefined && Object.keys(free).length > 0) return describe(free, under('*'), false);
  if (schema.items?.properties !== undefined) return describe(schema.items, `${path}[]`, false);
  return path === '' ? [] : [{ path, type: typeName(schema), required, default: schema.default }];
}

/** A default given for a whole map holds for the keys in it. */
function withDefaultOf(parent: JsonSchema, key: string, child: JsonSchema): JsonSchema {
  const given: unknown = parent.default;
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, key)) return child;
  return { ...child, default: new Map(Object.entries(given)).get(key) };
}

function objectOf(schema: JsonSchema | boolean | undefined): JsonSchema | undefined {
  return typeof schema === 'object' ? schema : undefined;
}

function typeName(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.const !== undefined) return typeof schema.const === 'string' ? schema.const : JSON.stringify(schema.const);
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeName))].join(' | ');
  if (schema.type === 'array') return schema.items === undefined ? 'list' : `list of ${typeName(schema.items)}`;
  if (schema.type === 'object') return 'map';
  return typeof schema.type === 'string' ? schema.type : (schema.type?.join(' | ') ?? 'any');
}
