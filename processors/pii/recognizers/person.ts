/**
 * Names of people, by lists and by what stands next to them. There is no model behind it: a name that is in no list is found
 * only after a title, after words that announce a name, or beside a name that is known.
 */
import { CITY, COUNTRY, FAMILY, GIVEN, NO_NAME, WIDELY_GIVEN, WORD } from '../names/lexicon.ts';
import { isLetterAt, type NameWord } from '../names/read-words.ts';
import { defineRecognizer, type Candidate } from '../recognizer.ts';
import type { ScanText } from '../scan-text.ts';

const TITLES = new Set(
  'mr mrs ms miss mx dr prof sir madam mister doctor professor her herr herrn frau mme mlle monsieur madame señor señora sr sra srta don doña sig signor signora dhr mevr mw pan pani shri smt'.split(
    ' ',
  ),
);

/** The last words of the patterns below. */
const ANNOUNCING = new Set([
  ...TITLES,
  ..."i is name's was named am i'm im called it's with to meet met signed by sincerely regards cheers yours love dear hi hello hey attn attention c o name card customer me wife husband partner son daughter brother sister friend boss manager colleague mother father mom dad uncle aunt neighbor neighbour roommate assistant therapist lawyer starring said says asked told patient employee cardholder recipient from author contact user signed full first last holder cardholder suis soy sono heiße bin m'appelle est llamo es chiamo è é chamo-me chamo heet heter er się me".split(
    ' ',
  ),
]);

const TITLE =
  /(?<![\p{L}\p{N}])(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|mister|doctor|professor|herrn?|frau|mme|mlle|monsieur|madame|se\u00F1ora?|sr|sra|srta|don|do\u00F1a|sig|signora?|dhr|mevr|mw|pan|pani|shri|smt)\.? $/iu;

/** What follows is a name, even one that is in no list. */
const ANNOUNCED =
  /(?:my name is|calls? me|called me|my (?:wife|husband|partner|son|daughter|brother|sister|friend|boss|manager|colleague|mother|father|mom|dad|uncle|aunt|neighbou?r|roommate|assistant|doctor|therapist|lawyer),?|assistant to|starring|directed by|name is|name's|name was|speaking with|speaking to|spoke with|spoke to|talked to|signed(?: by)?|sincerely,?|regards,?|dear|attn:?|c\/o|(?:full|first|last|customer|patient|employee|card ?holder|account ?holder|contact)[ _]?name["']?: ?["']?|name on card: ?|patient:|employee:|cardholder:|recipient:|ich hei\u00DFe|mein name ist|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome \u00E8|meu nome \u00E9|chamo-me|ik heet|mijn naam is|jag heter|mit navn er|jeg heter|nazywam si\u0119)\s{0,4}$/iu;

/** What follows is often a name, and often a product or a place, so the lists must know it. */
const HINTED =
  /(?:name["']?: ?["']?|i am|i'm|this is|it's|named|is called|meet|met|said|says|asked|told|ich bin|je suis|soy|sono|hi|hello|hey|love,?|cheers,?|yours,?|from:|to:|author:|contact:|customer:|user:)\s{0,4}$/iu;

/** How family names end in languages whose lists are short. */
const FAMILY_ENDING =
  /(?:ova|eva|enko|sson|dottir|sdottir|ski|ska|sky|skaya|ovic|evic|vich|escu|opoulos|idis|akis|shvili|dze|berger|mann|stein|ez|etti|elli|czyk|wicz|ov|ev|oglu)$/;

const NAME_WORDS_MAX = 5;

export const person = defineRecognizer({
  name: 'person',
  entity: 'PERSON',
  about:
    'Lists of given and family names, with titles, words that announce a name, initials and particles; none in scripts without capitals.',
  languages: ['Latin, Greek and Cyrillic scripts'],
  needs: ['letter'],
  patterns: [
    { name: 'title before', regex: TITLE, anchors: [], score: 0, contextScore: 0 },
    { name: 'announced', regex: ANNOUNCED, anchors: [], score: 0, contextScore: 0 },
    { name: 'hinted', regex: HINTED, anchors: [], score: 0, contextScore: 0 },
    { name: 'family ending', regex: FAMILY_ENDING, anchors: [], score: 0, contextScore: 0 },
  ],
  find: findPersons,
});

function findPersons(text: ScanText): Candidate[] {
  const found: Candidate[] = [];
  const { words, knowledge } = text.names;
  const hasCapitals = text.signs.has('capital');
  for (let at = 0; at < words.length;) {
    const read = hasCapitals ? readName(text, words, knowledge, at) : readLowerName(text, words, knowledge, at);
    const isTitled =
      hasCapitals && read !== null && read.score < HEADING_SCORE && isHeading(words, knowledge, at, read.count);
    const name = isTitled ? null : read;
    const first = words[at];
    const last = words[at + (name?.count ?? 1) - 1];
    if (name !== null && first !== undefined && last !== undefined) {
      found.push({
        start: first.start - titleLengthBefore(text, first),
        end: last.end,
        score: name.score,
        contextScore: name.score,
      });
    }
    at += name?.count ?? 1;
  }
  return found;
}

/** A title is part of the name: what is left of `Mr. John Hansen` after redaction should not tell the sex. */
function titleLengthBefore({ folded }: ScanText, { start }: NameWord): number {
  if (!TITLES.has(lastWordBefore(folded, start))) return 0;
  return TITLE.exec(folded.slice(Math.max(0, start - BEFORE_LENGTH_MAX), start))?.[0].length ?? 0;
}

interface Name {
  /** Words that it takes, from the one that was asked about. */
  readonly count: number;
  readonly score: number;
}

function readName(text: ScanText, words: readonly NameWord[], knowledge: readonly number[], at: number): Name | null {
  const first = words[at];
  const known = knowledge[at] ?? 0;
  if (first === undefined) return null;
  if (first.isInitial) return readInitials(words, knowledge, at);
  if ((known & NO_NAME) !== 0) return readProductName(words, knowledge, at);
  const count = countName(words, knowledge, at);
  const before = lastWordBefore(text.folded, first.start);
  const announcement = announcementOf(text, first, known, before);
  if (announcement > 0) return { count, score: announcement };
  if (PLACES_BEFORE.has(before) || isCompany(words[at + count])) return null;
  const isWord = (known & WORD) !== 0;
  const isPlace = (known & (CITY | COUNTRY)) !== 0;
  if ((known & GIVEN) !== 0) {
    if (count > 1) return { count, score: scoreFullName(words, knowledge, at, count) };
    if (first.isUpper || (known & COUNTRY) !== 0) return null;
    if (isWord) return (known & WIDELY_GIVEN) !== 0 && standsAlone(text, first) ? { count, score: 0.5 } : null;
    if (isPlace) {
      const isNamed = (known & WIDELY_GIVEN) !== 0 && standsAlone(text, first) && !PLACE_ANNOUNCING.has(before);
      return isNamed ? { count, score: 0.5 } : null;
    }
    if ((known & WIDELY_GIVEN) !== 0) return { count, score: 0.65 };
    return { count, score: first.beginsSentence || first.folded.length < RARE_NAME_LENGTH_MIN ? 0.4 : 0.55 };
  }
  if (first.isUpper || isWord || isPlace) return null;
  if ((known & FAMILY) !== 0) {
    const isNameBehind = knowledge.slice(at + 1, at + count).some((bits) => (bits & (GIVEN | FAMILY)) !== 0);
    if (isNameBehind) return { count, score: scoreFullName(words, knowledge, at, count) };
    return { count: 1, score: first.beginsSentence || first.folded.length < RARE_NAME_LENGTH_MIN ? 0.4 : 0.5 };
  }
  const nextKnown = knowledge[at + 1] ?? 0;
  if (known === 0 && count > 1 && !first.beginsSentence && (nextKnown & (FAMILY | WORD | CITY)) === FAMILY)
    return { count, score: 0.6 };
  if (first.folded.length >= 6 && FAMILY_ENDING.test(first.folded) && !first.beginsSentence)
    return { count: 1, score: 0.5 };
  return null;
}

/** A shorter one is a word or an abbreviation somewhere: Top, Dax, Man. */
const RARE_NAME_LENGTH_MIN = 4;

/** `The Top Artificial Intelligence Trends`: where many words in a row have capitals, a capital says nothing. */
function isHeading(words: readonly NameWord[], knowledge: readonly number[], at: number, count: number): boolean {
  let from = at;
  while (at - from < HEADING_WORDS_MIN && words[from]?.followsOn === true) from--;
  let to = at + count;
  while (to - from < HEADING_WORDS_MAX && words[to]?.followsOn === true) to++;
  const others = [...knowledge.slice(from, at), ...knowledge.slice(at + count, to)];
  return (
    to - from >= HEADING_WORDS_MIN &&
    others.some((known) => (known & (GIVEN | FAMILY)) === 0 || (known & (WORD | NO_NAME)) !== 0)
  );
}

const HEADING_WORDS_MIN = 4;
const HEADING_WORDS_MAX = 8;
/** What is surer than this is a name in a heading too. */
const HEADING_SCORE = 0.85;

/** `ask Mark`: a capital inside a sentence, with no article before, where only a name has one. */
function standsAlone({ folded }: ScanText, { start, beginsSentence }: NameWord): boolean {
  return (
    !beginsSentence &&
    /\p{Ll} $/u.test(folded.slice(Math.max(0, start - 2), start)) &&
    !/(?:^| )(?:the|a|an|of|this|each|to|your|my|its|and|or) $/.test(folded.slice(Math.max(0, start - 6), start))
  );
}

/** Before a name that is a town's too, they mean the town. */
const PLACE_ANNOUNCING = new Set(
  'in from to at near visit visiting of around through via city town state port nach aus en de desde vers'.split(' '),
);

/** `San Andrés`, `Calle Gómez`. */
const PLACES_BEFORE = new Set(
  'st saint san santa são via rue rua calle avenida avda av ul ulica piazza plaza place mount lake port fort'.split(
    ' ',
  ),
);
const COMPANIES_AFTER = new Set(
  'street st avenue ave road rd lane drive dr court place square way boulevard blvd inc ltd llc llp plc corp gmbh ag co company group bank university college hospital school institute foundation associates partners holdings services systems solutions'.split(
    ' ',
  ),
);

/** `Thomas Avenue`, `Johnson Inc`. */
function isCompany(after: NameWord | undefined): boolean {
  return after?.followsOn === true && COMPANIES_AFTER.has(after.folded);
}

/** `Travis Meyer`, though Travis alone is a product: only before a family name that is nothing else. */
function readProductName(words: readonly NameWord[], knowledge: readonly number[], at: number): Name | null {
  if (((knowledge[at] ?? 0) & WIDELY_GIVEN) === 0 || ((knowledge[at] ?? 0) & WORD) !== 0) return null;
  const next = words[at + 1];
  const isFamily = ((knowledge[at + 1] ?? 0) & (FAMILY | WORD | NO_NAME | CITY)) === FAMILY;
  return next?.followsOn === true && isFamily ? { count: 2, score: 0.6 } : null;
}

/** How sure what stands before makes the next word a name; 0 where nothing is said, or that word cannot be one. */
function announcementOf({ folded }: ScanText, { start }: NameWord, known: number, lastWord: string): number {
  const isName = (known & (GIVEN | FAMILY)) !== 0;
  if ((known & NO_NAME) !== 0 || (!isName && (known & (WORD | COUNTRY)) !== 0)) return 0;
  // Most words have a word before them that announces nothing, and a look into a set costs less than the patterns.
  if (!ANNOUNCING.has(lastWord)) return 0;
  const before = folded.slice(Math.max(0, start - BEFORE_LENGTH_MAX), start);
  if (TITLE.test(before)) return 0.9;
  if (ANNOUNCED.test(before)) return 0.75;
  return isName && HINTED.test(before) ? 0.7 : 0;
}

const BEFORE_LENGTH_MAX = 32;

/** With the apostrophes inside it; empty where none is near. */
function lastWordBefore(folded: string, start: number): string {
  let end = start;
  while (end > 0 && start - end < 6 && !isLetterAt(folded, end - 1)) end--;
  let begin = end;
  while (begin > 0 && end - begin < 14 && (isLetterAt(folded, begin - 1) || folded.charCodeAt(begin - 1) === 39))
    begin--;
  return folded.slice(begin, end).toLowerCase();
}

/** How many words from here on are one name: what follows on and is known, or unknown and no word. */
function countName(words: readonly NameWord[], knowledge: readonly number[], at: number): number {
  let count = 1;
  for (; count < NAME_WORDS_MAX; count++) {
    const next = words[at + count];
    const known = knowledge[at + count] ?? 0;
    if (next === undefined || !next.followsOn) break;
    const isName = (known & (GIVEN | FAMILY)) !== 0;
    if ((known & NO_NAME) !== 0) break;
    if (!isName && !next.isInitial && (known & (WORD | COUNTRY)) !== 0) break;
    if (!isName && next.isUpper) break;
  }
  // An initial ends no name: `Karen I.` is the next sentence.
  while (count > 1 && words[at + count - 1]?.isInitial === true) count--;
  return count;
}

function scoreFullName(words: readonly NameWord[], knowledge: readonly number[], at: number, count: number): number {
  const rest = knowledge.slice(at + 1, at + count);
  const isWordFirst = ((knowledge[at] ?? 0) & WORD) !== 0;
  if (rest.some((known) => (known & FAMILY) !== 0 && (known & WORD) === 0)) return isWordFirst ? 0.75 : 0.85;
  if (FAMILY_ENDING.test(words[at + count - 1]?.folded ?? '')) return 0.7;
  if (rest.some((known) => (known & (GIVEN | FAMILY)) !== 0)) return isWordFirst ? 0.5 : 0.7;
  return isWordFirst || words[at]?.isUpper === true ? 0.4 : 0.6;
}

/** `J. R. Smith`: initials and what follows on, if that is a name. */
function readInitials(words: readonly NameWord[], knowledge: readonly number[], at: number): Name | null {
  let count = 1;
  while (words[at + count]?.isInitial === true && words[at + count]?.followsOn === true && count < 3) count++;
  const last = words[at + count];
  const known = knowledge[at + count] ?? 0;
  if (last === undefined || !last.followsOn || (known & FAMILY) === 0 || (known & NO_NAME) !== 0 || last.isUpper)
    return null;
  return { count: count + 1, score: (known & WORD) === 0 ? 0.75 : 0.5 };
}

/** Without capitals only what is a name and nothing else counts, and only where two stand together or one is announced. */
function readLowerName(
  text: ScanText,
  words: readonly NameWord[],
  knowledge: readonly number[],
  at: number,
): Name | null {
  const first = words[at];
  const known = knowledge[at] ?? 0;
  if (first === undefined || first.isInitial || (known & NO_NAME) !== 0) return null;
  const next = words[at + 1];
  const nextKnown = knowledge[at + 1] ?? 0;
  const goesOn = next?.followsOn === true && !next.isInitial && (nextKnown & (WORD | NO_NAME)) === 0;
  const announcement = announcementOf(text, first, known, lastWordBefore(text.folded, first.start));
  if (announcement > 0 && (known & WORD) === 0 && !/(?:ly|ed|ing)$/.test(first.folded)) {
    return { count: goesOn && (nextKnown & (GIVEN | FAMILY)) !== 0 ? 2 : 1, score: announcement - 0.1 };
  }
  if ((known & WORD) !== 0 || (known & GIVEN) === 0) return null;
  if (goesOn && (nextKnown & FAMILY) !== 0) return { count: 2, score: 0.7 };
  if (
    goesOn &&
    nextKnown === 0 &&
    (known & WIDELY_GIVEN) !== 0 &&
    next.folded.length > 4 &&
    FAMILY_ENDING.test(next.folded)
  )
    return { count: 2, score: 0.55 };
  return (known & WIDELY_GIVEN) !== 0 && (known & (CITY | COUNTRY)) === 0 && first.folded.length > 3
    ? { count: 1, score: 0.5 }
    : null;
}
