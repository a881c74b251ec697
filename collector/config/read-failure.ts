/** Why a file could not be read, in a user's words. */
export function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return READ_FAILURES.get(code) ?? `cannot be read${code === '' ? '' : ` (${code})`}`;
}

const READ_FAILURES = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'is a directory'],
  ['EACCES', 'this user may not read it'],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', 'is not valid UTF-8'],
]);
