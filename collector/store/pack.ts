/**
 * Plain data with Maps and bigints as JSON text and back. Foreign names are only ever values here, never keys of an object,
 * so a name such as `__proto__` or `m` is just a string.
 */
export function pack(value: unknown): string {
  return JSON.stringify(toPlain(value));
}

export function unpack<T>(text: string): T {
  return revive(JSON.parse(text)) as T;
}

/** Copies only what holds a Map or a bigint; a replacer function is called for every member, whatever it is. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return { n: value.toString() };
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) {
    const entries: unknown[] = [];
    for (const [key, member] of value as ReadonlyMap<unknown, unknown>) entries.push([toPlain(key), toPlain(member)]);
    return { m: entries };
  }
  if (Array.isArray(value)) return value.some(isObjectOrBigint) ? value.map(toPlain) : value;
  const record = value as Record<string, unknown>;
  let copy: Record<string, unknown> | null = null;
  for (const key in record) {
    const member = record[key];
    if (!isObjectOrBigint(member)) continue;
    const plain = toPlain(member);
    if (plain !== member) (copy ??= { ...record })[key] = plain;
  }
  return copy ?? record;
}

function isObjectOrBigint(value: unknown): boolean {
  return typeof value === 'object' || typeof value === 'bigint';
}

/** In place, on what was just parsed; a reviver function would cost seven times the parsing. */
function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) if (typeof member === 'object') value[index] = revive(member);
    return value;
  }
  const record = value as Record<string, unknown>;
  if (Array.isArray(record['m'])) return new Map(revive(record['m']) as [unknown, unknown][]);
  if (typeof record['n'] === 'string') return BigInt(record['n']);
  for (const key in record) if (typeof record[key] === 'object') record[key] = revive(record[key]);
  return record;
}
