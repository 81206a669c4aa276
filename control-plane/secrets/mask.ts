// Takes the values of secrets out of what a task prints, also where a value is torn apart between two pieces.

import { formsOf } from "./masked-forms.ts";
import { PatternSearch } from "./pattern-search.ts";

export const maskText = "***";

const stars = Buffer.from(maskText);
const nothing = new Uint8Array(0);

/**
 * One for each attempt: it remembers the end of what was pushed. Every byte that belongs to a form of a secret is taken
 * out, also where forms overlap, and what comes out does not depend on where the pieces were cut.
 */
export class Masker {
  readonly #search: PatternSearch | null;
  /** The beginning of a possible secret, kept back until more is known. */
  #rest: Uint8Array = nothing;
  /** How much of its beginning belongs to a secret that was taken out already. */
  #covered = 0;

  constructor(secrets: Iterable<string>) {
    const forms = [...secrets].flatMap(formsOf);
    this.#search = forms.length === 0 ? null : new PatternSearch(forms);
  }

  /** What may be shown by now. It may be a part of what was given, so use it before those bytes change. */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#search === null) return bytes;
    const data = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const until = this.#search.openFrom(data);
    const shown = this.#mask(this.#search, data, until);
    this.#rest = until === data.length ? nothing : Buffer.from(data.subarray(until));
    return shown;
  }

  /** What was kept back. */
  end(): Uint8Array {
    if (this.#search === null) return nothing;
    const shown = this.#mask(this.#search, this.#rest, this.#rest.length);
    this.#rest = nothing;
    this.#covered = 0;
    return shown;
  }

  /** A whole text, such as a message. */
  text(text: string): string {
    if (this.#search === null) return text;
    const whole = new Masker([]);
    const data = Buffer.from(text);
    const shown = whole.#mask(this.#search, data, data.length);
    return shown === data ? text : Buffer.from(shown).toString();
  }

  /** A value as JSON has it, with the texts and keys in it masked. */
  value(value: unknown): unknown {
    if (this.#search === null) return value;
    if (typeof value === "string") return this.text(value);
    // Digits may be one too: a PIN is read back as a number.
    if (typeof value === "number" || typeof value === "bigint") {
      const text = this.text(String(value));
      return text === String(value) ? value : text;
    }
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [this.text(key), this.value(one)]),
    );
  }

  /** Masks what starts before `until`; a secret that reaches beyond it is remembered in `#covered`. */
  #mask(search: PatternSearch, data: Uint8Array, until: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = this.#covered;
    let covered = this.#covered;
    for (let start = search.find(data, 0); start !== -1 && start < until; ) {
      if (start >= covered) {
        if (start > at) parts.push(data.subarray(at, start));
        parts.push(stars);
      }
      covered = Math.max(covered, start + search.length);
      at = covered;
      start = search.find(data, start + 1);
    }
    this.#covered = Math.max(0, covered - until);
    if (parts.length === 0)
      return at === 0 && until === data.length ? data : data.subarray(at, until);
    if (at < until) parts.push(data.subarray(at, until));
    return Buffer.concat(parts);
  }
}
