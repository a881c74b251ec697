/** JSON in one of the many ways to say the same, and now and then in one that means something else or nothing at all. */
export class SayJson {
  #state: number;
  readonly #oddness: number;

  /** @param oddness how often a key or value is said as no SDK would */
  constructor(seed: number, oddness: number) {
    this.#state = seed;
    this.#oddness = oddness;
  }

  say(value: unknown): string {
    return `${this.#space()}${this.#value(value)}${this.#space()}`;
  }

  #value(value: unknown): string {
    if (this.#random() < this.#oddness) return this.#pick(ODD_VALUES);
    if (typeof value === 'string') return this.#string(value);
    if (typeof value === 'number') return this.#number(value);
    if (Array.isArray(value))
      return this.#join(
        '[]',
        value.map((item) => this.#value(item)),
      );
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).map(([key, member]) => this.#member(key, this.#value(member)));
    if (this.#random() < 0.05) members.push(this.#member(this.#pick(UNKNOWN_KEYS), this.#pick(UNKNOWN_VALUES)));
    if (this.#random() < this.#oddness) members.push(this.#member(this.#pick(ODD_KEYS), this.#pick(ODD_VALUES)));
    if (this.#random() < this.#oddness) members.push(...members.slice(0, 1));
    return this.#join('{}', this.#random() < 0.5 ? members : this.#shuffle(members));
  }

  #member(key: string, value: string): string {
    const isSnake = this.#random() < this.#oddness;
    const name = isSnake ? key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key;
    const said = this.#random() < this.#oddness ? this.#string(name) : JSON.stringify(name);
    return `${said}${this.#space()}:${this.#space()}${value}`;
  }

  #number(value: number): string {
    const text = JSON.stringify(value);
    const draw = this.#random();
    if (draw < this.#oddness)
      return this.#pick([`${text}.0`, `${text}e0`, `-${text}`, `0${text}`, `${text}00000000000`]);
    return draw < 0.1 && Number.isInteger(value) && value !== 0 ? `"${text}"` : text;
  }

  #string(text: string): string {
    const isDigits = /^-?[\da-fA-F]+$/.test(text) && this.#random() >= this.#oddness;
    if (isDigits || this.#random() < 0.5) return JSON.stringify(text);
    let said = '';
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      const isPair = unit >= 0xd800 && unit < 0xe000;
      if (isPair || this.#random() < 0.1) said += `\\u${unit.toString(16).padStart(4, '0')}`;
      else said += JSON.stringify(text.charAt(index)).slice(1, -1);
      if (this.#random() < this.#oddness) said += this.#pick(['\\ud800', '\\udc00', '\\/', '\\uD83D\\uDE00', '\\b']);
    }
    return `"${said}"`;
  }

  #join(brackets: string, items: readonly string[]): string {
    const inner = items.map((item) => `${this.#space()}${item}${this.#space()}`).join(',');
    return `${brackets.charAt(0)}${inner}${this.#space()}${brackets.charAt(1)}`;
  }

  #space(): string {
    return this.#random() < 0.9 ? '' : this.#pick([' ', '\n', '\t', '\r\n', '   ']);
  }

  #shuffle(items: readonly string[]): string[] {
    return items
      .map((item) => ({ item, place: this.#random() }))
      .sort((one, other) => one.place - other.place)
      .map(({ item }) => item);
  }

  #pick(choices: readonly string[]): string {
    return choices[Math.floor(this.#random() * choices.length)] ?? '';
  }

  /** Mulberry32: from 0 to below 1, the same from the same seed. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}

const UNKNOWN_KEYS = ['more', 'Name', 'entityRefs', '', 'é', 'x'.repeat(40)];
const UNKNOWN_VALUES = ['{"spans":[{"key":"\\""}],"a":{}}', '[[],[1.5e-3,-0]]', 'null', '""', 'true', '-12'];
const ODD_KEYS = [
  '__proto__',
  'constructor',
  'stringValue',
  'intValue',
  'values',
  'value',
  'name',
  'trace_id',
  'attributes',
];
const ODD_VALUES = [
  'null',
  'true',
  '""',
  '{}',
  '[]',
  '-0',
  '1e3',
  '1.5',
  '18446744073709551616',
  '"1"',
  '"NaN"',
  'nul',
  '01',
  '-',
];
