/** An error in one line for the terminal: no stack, and no control characters of whoever caused it. */
export function explain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n', 1)[0] ?? '';
  // oxlint-disable-next-line no-control-regex
  return line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').slice(0, 500);
}

/** The same, and where in our code it came from: for what should not have happened. */
export function explainBug(error: unknown): string {
  const frame =
    error instanceof Error
      ? /\((?:file:\/\/)?[^)]*?((?:collector|processors)\/[^)]+)\)/.exec(error.stack ?? '')?.[1]
      : undefined;
  return frame === undefined ? explain(error) : `${explain(error)} (${frame})`;
}
