/**
 * Plain data with Maps and bigints as JSON text and back. Foreign names are only ever values here, never keys of an object,
 * so a name such as `__proto__` or `m` is just a string.
 */
export function pack(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof Map) return { m: [...(member as ReadonlyMap<unknown, unknown>)] };
    if (typeof member === 'bigint') return { n: member.toString() };
    return member;
  });
}

export function unpack<T>(text: string): T {
  return revive(JSON.parse(text)) as T;
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
