/** A number without what people put between its digits. */
export function onlyDigits(value: string): string {
  // Most have nothing between, and a test costs a third of a replacement.
  return /^[0-9]*$/.test(value) ? value : value.replaceAll(/[^0-9]/g, '');
}

/** Letters and digits, in upper case. */
export function onlyAlphanumerics(value: string): string {
  return value.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();
}

/** `000000000` and the like are fillers. */
export function isOneDigit(digits: string): boolean {
  return digits === digits.charAt(0).repeat(digits.length);
}
