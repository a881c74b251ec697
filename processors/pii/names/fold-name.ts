/** A name as the lists keep it: lower case, without accents, so that Hernández and HERNANDEZ are one. */
export function foldName(name: string): string {
  const lower = name.toLowerCase();
  // eslint-disable-next-line no-control-regex -- whether a text is ASCII is what is asked
  if (/^[\x00-\x7F]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('\u2019', "'")
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('đ', 'd')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae');
}
