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
  return JSON.parse(text, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null) return member;
    if ('m' in member && Array.isArray(member.m)) return new Map(member.m as [unknown, unknown][]);
    if ('n' in member && typeof member.n === 'string') return BigInt(member.n);
    return member;
  }) as T;
}
