// An attribute that keeps where it stands instead of copies: an export of 100,000 jobs has two million.

import type { LegacyAttribute, Place } from "#migrators/statement.ts";
import type { LineIndex } from "#migrators/text/lines.ts";
import { unquoted } from "./text.ts";

export interface JilText {
  text: string;
  lines: LineIndex;
}

export class JilAttribute implements LegacyAttribute {
  readonly name: string;
  readonly #source: JilText;
  readonly #at: number;
  readonly #start: number;
  readonly #end: number;
  /** Null: the value is as it is written. */
  readonly #value: string | null;

  /** @param at Where its name begins; its value is from `start` to before `end`. @param value null: what quoting makes of it. */
  constructor(
    source: JilText,
    name: string,
    [at, start, end]: readonly [number, number, number],
    value: string | null,
  ) {
    this.name = name;
    this.#source = source;
    this.#at = at;
    this.#start = start;
    this.#end = end;
    const { text } = this;
    const meant = value ?? unquoted(text);
    this.#value = meant === text ? null : meant;
  }

  get text(): string {
    return this.#source.text.slice(this.#start, this.#end);
  }

  get value(): string {
    return this.#value ?? this.text;
  }

  get place(): Place {
    return this.#source.lines.place(this.#at);
  }
}
