/** Fields of parsed OTLP/JSON: lowerCamelCase by the specification, snake_case from generic protobuf printers; null is absent. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function field(object: JsonObject, name: string): unknown {
  const spelling = fieldSpelling(object, name);
  return spelling === null ? undefined : (object[spelling] ?? undefined);
}

/** @returns the key under which the object has the field, or null. lowerCamelCase wins where it has both. */
export function fieldSpelling(object: JsonObject, name: string): string | null {
  if (Object.hasOwn(object, name)) return name;
  const snake = SNAKE_CASE.get(name);
  return snake !== undefined && Object.hasOwn(object, snake) ? snake : null;
}

/** Every field of more than one word. A table, because rewriting each absent field's name took a third of the time. */
const SNAKE_CASE: ReadonlyMap<string, string> = new Map(
  `resourceSpans scopeSpans schemaUrl traceId spanId parentSpanId traceState timeUnixNano startTimeUnixNano endTimeUnixNano
   droppedAttributesCount droppedEventsCount droppedLinksCount stringValue boolValue intValue doubleValue arrayValue kvlistValue
   bytesValue resourceLogs scopeLogs logRecords resourceMetrics scopeMetrics dataPoints exponentialHistogram
   observedTimeUnixNano severityNumber severityText eventName`
    .split(/\s+/)
    .map((name) => [name, name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
);

export function listField(object: JsonObject, name: string): readonly unknown[] {
  const value = field(object, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${name} is not an array`);
  return value;
}

export function textField(object: JsonObject, name: string): string {
  const value = field(object, name);
  if (value === undefined) return '';
  if (typeof value !== 'string') throw new Error(`${name} is not a string`);
  return value;
}
