/** Whether the date inside a number exists. Many national numbers begin with a birth date, which rules out most of chance. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isDayOfYear(month: number, day: number): boolean {
  return day >= 1 && day <= (DAYS[month - 1] ?? 0);
}

/** `yymmdd`. */
export function isShortDate(digits: string): boolean {
  return isDayOfYear(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)));
}

/** `yyyymmdd` of somebody who may be alive. */
export function isLongDate(digits: string): boolean {
  const year = Number(digits.slice(0, 4));
  return year >= 1900 && year <= 2099 && isShortDate(digits.slice(2));
}
