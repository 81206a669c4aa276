// Elements and attributes of a text, which keep where they stand instead of copies: an export of 200 MB has six million
// attributes, and a place and two texts of each would be more than the file itself.

import type { LegacyAttribute, Place, Statement } from "#migrators/statement.ts";
import type { LineIndex } from "#migrators/text/lines.ts";

export interface XmlText {
  text: string;
  lines: LineIndex;
}

const doubleQuote = 34;
const singleQuote = 39;

export class XmlAttribute implements LegacyAttribute {
  readonly name: string;
  readonly #source: XmlText;
  readonly #start: number;
  readonly #end: number;
  /** Null: the value is as it is written. */
  readonly #value: string | null;

  /** From its name's first character to behind its closing quote. */
  constructor(source: XmlText, name: string, start: number, end: number, value: string) {
    this.name = name;
    this.#source = source;
    this.#start = start;
    this.#end = end;
    const from = this.#opening() + 1;
    // Compared in place: a slice of each value would be garbage of the file's own size.
    const isPlain = value.length === end - 1 - from && source.text.startsWith(value, from);
    this.#value = isPlain ? null : value;
  }

  /** Offset of the opening quote. */
  #opening(): number {
    const { text } = this.#source;
    let at = this.#start + this.name.length;
    while (text.charCodeAt(at) !== doubleQuote && text.charCodeAt(at) !== singleQuote) at++;
    return at;
  }

  /** With its quotes. */
  get text(): string {
    return this.#source.text.slice(this.#opening(), this.#end);
  }

  get value(): string {
    return this.#value ?? this.text.slice(1, -1);
  }

  get place(): Place {
    return this.#source.lines.place(this.#start);
  }
}

/** Attributes that name an element, the first that it has. */
const naming = ["JOBNAME", "FOLDER_NAME", "TABLE_NAME", "NAME"];

export class XmlElement implements Statement {
  readonly kind: string;
  readonly attributes: XmlAttribute[] = [];
  readonly children: XmlElement[] = [];
  readonly #source: XmlText;
  readonly #start: number;
  #end = 0;

  constructor(source: XmlText, kind: string, start: number) {
    this.kind = kind;
    this.#source = source;
    this.#start = start;
  }

  /** Behind the last character. */
  close(end: number): void {
    this.#end = end;
  }

  get name(): string | null {
    for (const name of naming) {
      const found = this.attributes.find((attribute) => attribute.name === name);
      if (found) return found.value;
    }
    return null;
  }

  get text(): string {
    return this.#source.text.slice(this.#start, this.#end);
  }

  get place(): Place {
    return this.#source.lines.place(this.#start);
  }
}
