/**
 * Makes the lists of names that `processors/pii/names/` keeps, out of the locale data of @faker-js/faker (MIT). Run it with
 * `node test/record/build-names.ts` after that package was raised; what it writes is committed, so that no start reads it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { allLocales } from '@faker-js/faker';

import { foldName } from '../../processors/pii/names/fold-name.ts';

const FOLDER = join(import.meta.dirname, '../../processors/pii/names');

/** Scripts with capitals; in others a name is not to be told from a word by a list. */
const NAME =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}][\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}'-]{2,23}$/u;
const PLACE =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}][\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}' .-]{2,39}$/u;

/** Locales that are jokes, not languages. */
const LEFT_OUT = new Set(['en_BORK', 'en_AU_ocker', 'eo', 'base']);

type Locale = (typeof allLocales)[keyof typeof allLocales];

const locales = Object.entries(allLocales)
  .filter(([name]) => !LEFT_OUT.has(name))
  .map(([, locale]): Locale => locale);

const english = [
  allLocales.en,
  allLocales.en_IN,
  allLocales.en_ZA,
  allLocales.en_AU,
  allLocales.es,
  allLocales.de,
  allLocales.fr,
] as readonly Locale[];

const word = allLocales.en.word;
const words = foldAll(
  [
    word?.adjective,
    word?.adverb,
    word?.conjunction,
    word?.interjection,
    word?.noun,
    word?.preposition,
    word?.verb,
  ].flatMap((list) => (Array.isArray(list) ? list : [])),
  NAME,
);
const given = foldAll(
  locales.flatMap((locale) => all(locale.person?.first_name)),
  NAME,
);
const widelyGiven = foldAll(
  english.flatMap((locale) => all(locale.person?.first_name)),
  NAME,
);
const family = foldAll(
  locales.flatMap((locale) => all(locale.person?.last_name)),
  NAME,
);
const cities = foldAll(
  locales.flatMap((locale) => all(locale.location?.city_name)),
  PLACE,
);
const states = foldAll(
  locales.flatMap((locale) => all(locale.location?.state)),
  PLACE,
);
const countries = foldAll(
  locales.flatMap((locale) => all(locale.location?.country)),
  PLACE,
);

writeList('given-names', 'GIVEN_NAMES', 'Given names.', minus(given, widelyGiven));
writeList(
  'widely-given-names',
  'WIDELY_GIVEN_NAMES',
  'Given names of English, Spanish, German, French and Indian people.',
  widelyGiven,
);
writeList('family-names', 'FAMILY_NAMES', 'Family names.', family);
writeList('cities', 'CITIES', 'Cities and states.', new Set([...cities, ...states]));
writeList('countries', 'COUNTRIES', 'Countries, in many languages.', countries);
writeList('common-words', 'COMMON_WORDS', 'English words, some of which are names too.', words);

/** A list of a locale, whether it tells the sexes apart or not. */
function all(list: unknown): string[] {
  if (Array.isArray(list)) return list.filter((one): one is string => typeof one === 'string');
  return typeof list === 'object' && list !== null ? Object.values(list).flatMap(all) : [];
}

function foldAll(list: readonly string[], pattern: RegExp): ReadonlySet<string> {
  return new Set(list.map(foldName).filter((name) => pattern.test(name)));
}

function minus(these: ReadonlySet<string>, those: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...these].filter((one) => !those.has(one)));
}

/** One string, since a parser reads that a hundred times faster than an array of strings. */
function writeList(file: string, constant: string, about: string, names: ReadonlySet<string>): void {
  const text = [...names].sort().join('|');
  const head = `/** ${about} Made by test/record/build-names.ts of data under the MIT licence; see PROVENANCE.md. Folded, divided by \`|\`. */`;
  writeFileSync(
    join(FOLDER, `${file}.ts`),
    `${head}\nexport const ${constant} =\n  ${JSON.stringify(text).replaceAll("'", "\\'").replace(/^"|"$/g, "'").replace(/"$/, "'")};\n`,
  );
  console.log(`${file}: ${names.size} entries, ${text.length} characters`);
}
