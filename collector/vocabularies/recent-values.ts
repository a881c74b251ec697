/**
 * What was parsed from a text, for texts that come again and again: an agent sends the same tool definitions with every
 * call. Bounded by the number of entries and by the length of what it will remember; the longest unused leaves first.
 */
export class RecentValues<Value> {
  readonly #parse: (text: string) => Value;
  readonly #entriesMax: number;
  readonly #charactersMax: number;
  readonly #values = new Map<string, Value>();
  #characters = 0;
  /* One span is asked for the same text by several readers in a row; comparing a text with itself costs nothing. */
  #lastText = '';
  #lastValue: Value | undefined;

  constructor(parse: (text: string) => Value, limits: { readonly entriesMax: number; readonly charactersMax: number }) {
    this.#parse = parse;
    this.#entriesMax = limits.entriesMax;
    this.#charactersMax = limits.charactersMax;
  }

  read(text: string): Value {
    if (this.#lastValue !== undefined && text === this.#lastText) return this.#lastValue;
    // One text may take a quarter at most, or a single huge one would push all others out.
    if (text.length * 4 > this.#charactersMax) return this.#parse(text);
    const value = this.#find(text);
    this.#lastText = text;
    this.#lastValue = value;
    return value;
  }

  #find(text: string): Value {
    const known = this.#values.get(text);
    if (known !== undefined) {
      this.#values.delete(text);
      this.#values.set(text, known);
      return known;
    }
    const value = this.#parse(text);
    this.#keep(text, value);
    return value;
  }

  #keep(text: string, value: Value): void {
    this.#values.set(text, value);
    this.#characters += text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#entriesMax && this.#characters <= this.#charactersMax) return;
      this.#values.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
