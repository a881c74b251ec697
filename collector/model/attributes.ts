/**
 * Attribute values as JavaScript holds them. An OTLP `AnyValue` may be empty (`null`), nested and of mixed types on any
 * attribute since proto 1.9. Key-value lists are Maps, never objects: keys are a stranger's text (`__proto__` included).
 */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | AttributeMap;

export type AttributeMap = ReadonlyMap<string, AttributeValue>;

export const NO_ATTRIBUTES: AttributeMap = new Map();
