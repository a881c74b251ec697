/** What the telephone plans of the countries say of a number. The plans take 30 ms to load, so they are loaded when first asked. */
import { createRequire } from 'node:module';

import type * as Plans from 'libphonenumber-js/min';

const require = createRequire(import.meta.url);

/** @returns whether a country has such a number, given with its country code. */
export function isPlannedNumber(value: string): boolean {
  // The module is kept by the loader, so asking for it again is a look-up.
  const plans: typeof Plans = require('libphonenumber-js/min');
  return plans.parsePhoneNumberFromString(value)?.isValid() ?? false;
}
