/** Whole numbers and token counts. Missing is a dash, never zero: a zero would claim that something was counted. */
export const MISSING = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? MISSING : whole.format(count);
}

export interface Quantity {
  readonly value: string;
  /** Empty where the value needs none. */
  readonly unit: string;
}

/** `860`, `39.6 k`, `1.40 M`, `61.7 M`: three digits are what a reader compares. */
export function splitTokens(tokens: number): Quantity {
  if (tokens < 1000) return { value: whole.format(tokens), unit: '' };
  if (tokens < 999_950) return { value: (tokens / 1000).toFixed(1), unit: 'k' };
  const [scaled, unit] = tokens < 999_950_000 ? [tokens / 1e6, 'M'] : [tokens / 1e9, 'G'];
  return { value: scaled.toFixed(scaled < 10 ? 2 : 1), unit };
}

/** `39.6k` in running text, where a space would break the line before the unit. */
export function formatTokens(tokens: number | null | undefined): string {
  if (tokens === null || tokens === undefined) return MISSING;
  const { value, unit } = splitTokens(tokens);
  return unit === 'k' ? `${value}k` : `${value}${unit === '' ? '' : ` ${unit}`}`;
}

/** `1 session`, `2 sessions`. */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
