/** `Resource` and `InstrumentationScope`: small, shared by the spans around them, kept with their bytes. */
import type { AttributeValue } from '../model/attributes.ts';
import { readKeyValue, readString } from './decode-any-value.ts';
import { BYTES, createReader, expectType, skipField } from './wire-reader.ts';
import type { WireResource, WireScope } from './wire-span.ts';

/* Resource: 1 attributes KeyValue*, 2 dropped_attributes_count */
export function decodeResource(bytes: Uint8Array, schemaUrl: string): WireResource {
  const reader = createReader(bytes);
  const attributes = new Map<string, AttributeValue>();
  while (reader.pos < bytes.length) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) {
      expectType(tag, BYTES);
      readKeyValue(reader, bytes.length, attributes, { depth: 1 });
    } else if (tag >>> 3 === 2) {
      expectType(tag, 0);
      reader.uint32();
    } else skipField(reader, tag, bytes.length);
  }
  return { attributes, schemaUrl, bytes };
}

/* InstrumentationScope: 1 name, 2 version, 3 attributes KeyValue*, 4 dropped_attributes_count */
export function decodeScope(bytes: Uint8Array, schemaUrl: string): WireScope {
  const reader = createReader(bytes);
  const attributes = new Map<string, AttributeValue>();
  let name = '';
  let version = '';
  while (reader.pos < bytes.length) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        expectType(tag, BYTES);
        name = readString(reader, bytes.length);
        break;
      case 2:
        expectType(tag, BYTES);
        version = readString(reader, bytes.length);
        break;
      case 3:
        expectType(tag, BYTES);
        readKeyValue(reader, bytes.length, attributes, { depth: 1 });
        break;
      case 4:
        expectType(tag, 0);
        reader.uint32();
        break;
      default:
        skipField(reader, tag, bytes.length);
    }
  }
  return { name, version, attributes, schemaUrl, bytes };
}
