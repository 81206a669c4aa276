// Elements and attributes of a text, which keep where they stand instead of copies: an export of 200 MB has eight million
// attributes, and an object of each would be three times the file itself. So attributes are three numbers in a table,
// and become objects for as long as their element is looked at.

import { type Forgetful, Recent } from "#migrators/recent.ts";
import type { LegacyAttribute, Place, Statement } from "#migrators/statement.ts";
import type { LineIndex } from "#migrators/text/lines.ts";

const doubleQuote = 34;
const singleQuote = 39;

/** The attributes of one text, in its order. */
export class XmlText {
  readonly text: string;
  readonly lines: LineIndex;
  #count = 0;
  /** Of each: where its name begins, where it ends behind its closing quote, and the number of its name. */
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #names = new Uint16Array(1024);
  readonly #spellings: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Those whose value isn't as it is written. */
  readonly #values = new Map<number, string>();
  /** The elements that were looked at last: a job has some ten. */
  readonly recent = new Recent(4096);

  constructor(text: string, lines: LineIndex) {
    this.text = text;
    this.lines = lines;
  }

  get count(): number {
    return this.#count;
  }

  add(name: string, start: number, end: number, value: string): void {
    const index = this.#count++;
    if (index === this.#starts.length) this.#grow();
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#names[index] = this.#numberOf(name);
    const from = this.#opening(index) + 1;
    // Compared in place: a slice of each value would be garbage of the file's own size.
    if (value.length !== end - 1 - from || !this.text.startsWith(value, from))
      this.#values.set(index, value);
  }

  /** The same text for the same name, so that an export's names are there once. */
  spelling(name: string): string {
    return this.#spellings[this.#numberOf(name)] as string;
  }

  nameOf(index: number): string {
    return this.#spellings[this.#names[index] as number] as string;
  }

  /** With its quotes. */
  textOf(index: number): string {
    return this.text.slice(this.#opening(index), this.#ends[index]);
  }

  valueOf(index: number): string {
    return (
      this.#values.get(index) ??
      this.text.slice(this.#opening(index) + 1, (this.#ends[index] as number) - 1)
    );
  }

  placeOf(index: number): Place {
    return this.lines.place(this.#starts[index] as number);
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#spellings.length);
    return this.#spellings.push(name) - 1;
  }

  /** Offset of the opening quote. */
  #opening(index: number): number {
    const { text } = this;
    let at = (this.#starts[index] as number) + this.nameOf(index).length;
    while (text.charCodeAt(at) !== doubleQuote && text.charCodeAt(at) !== singleQuote) at++;
    return at;
  }

  #grow(): void {
    const more = <T extends Uint32Array | Uint16Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    const length = this.#starts.length * 2;
    this.#starts = more(this.#starts, new Uint32Array(length));
    this.#ends = more(this.#ends, new Uint32Array(length));
    this.#names = more(this.#names, new Uint16Array(length));
  }
}

export class XmlAttribute implements LegacyAttribute {
  readonly table: XmlText;
  readonly index: number;

  constructor(table: XmlText, index: number) {
    this.table = table;
    this.index = index;
  }

  get name(): string {
    return this.table.nameOf(this.index);
  }

  get text(): string {
    return this.table.textOf(this.index);
  }

  get value(): string {
    return this.table.valueOf(this.index);
  }

  get place(): Place {
    return this.table.placeOf(this.index);
  }
}

/** Attributes that name an element, the first that it has. */
const naming = ["JOBNAME", "FOLDER_NAME", "TABLE_NAME", "NAME"];
const none: readonly never[] = [];

export class XmlElement implements Statement, Forgetful {
  readonly kind: string;
  readonly #source: XmlText;
  readonly #start: number;
  #end = 0;
  readonly #first: number;
  #count = 0;
  #attributes: readonly XmlAttribute[] | null = null;
  #children: readonly XmlElement[] = none;

  /** Attributes that are added to the text from now on are its own, until `started`. */
  constructor(source: XmlText, kind: string, start: number) {
    this.kind = kind;
    this.#source = source;
    this.#start = start;
    this.#first = source.count;
  }

  /** How many attributes it has so far, while it is the one that was opened last. */
  get size(): number {
    return this.#source.count - this.#first;
  }

  /** All of its attributes are there. */
  started(): void {
    this.#count = this.size;
  }

  /** Behind the last character. */
  close(end: number): void {
    this.#end = end;
  }

  add(child: XmlElement): void {
    if (this.#children === none) this.#children = [child];
    else (this.#children as XmlElement[]).push(child);
  }

  get children(): readonly XmlElement[] {
    return this.#children;
  }

  get attributes(): readonly XmlAttribute[] {
    if (this.#attributes !== null) return this.#attributes;
    if (this.#count === 0) return none;
    const attributes: XmlAttribute[] = [];
    for (let at = 0; at < this.#count; at++)
      attributes.push(new XmlAttribute(this.#source, this.#first + at));
    this.#attributes = attributes;
    this.#source.recent.keep(this);
    return attributes;
  }

  forget(): void {
    this.#attributes = null;
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
