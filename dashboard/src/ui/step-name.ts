/** A step as the analysis names it, `send_email/R`: what was called, and who said the values of its arguments. */
export interface StepName {
  readonly name: string;
  /** Empty where it has no arguments, or nobody told them. */
  readonly origin: string;
}

const ORIGINS: Readonly<Record<string, string>> = {
  U: 'the user',
  R: 'an earlier result',
  // Nobody said them before.
  N: 'the model itself',
};

export function parseStep(token: string): StepName {
  const at = token.lastIndexOf('/');
  // A name may have slashes of its own; what follows the last one is at most the three letters.
  if (at === -1 || !/^[URN]{0,3}$/.test(token.slice(at + 1))) return { name: token, origin: '' };
  return { name: token.slice(0, at), origin: describeOrigin(token.slice(at + 1)) };
}

/** `UR`: values from the user and an earlier result. */
export function describeOrigin(letters: string): string {
  const told = Object.entries(ORIGINS).flatMap(([letter, words]) => (letters.includes(letter) ? [words] : []));
  return told.length === 0 ? '' : `values from ${told.join(' and ')}`;
}
