/** ISO 7064 MOD 97-10 as IBAN uses it: letters are numbers from 10 on, and the remainder of what is right is 1. */
export function remainder97(value: string): number {
  let remainder = 0;
  for (const sign of value) {
    const number = Number.parseInt(sign, 36);
    remainder = (remainder * (number > 9 ? 100 : 10) + number) % 97;
  }
  return remainder;
}
