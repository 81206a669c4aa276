// Attributes of a text, which keep where they stand instead of copies: an export of 200 MB has eight million, and an object of
// each would be three times the file itself. So attributes are three numbers in a table, and become objects for as long as
// their statement is looked at.

import { type Forgetful, Recent } from "#migrators/recent.ts";
import type { LegacyAttribute, Place, Statement } from "#migrators/statement.ts";
import { doubled, Texts } from "./columns.ts";
import type { LineIndex } from "./lines.ts";

/** How a format writes values. */
export interface ValueForm {
  /** Where the text of a value begins that ends before `end`, with its quotes. @param nameEnd Behind the attribute's name. */
  opening: (text: string, nameEnd: number, end: number) => number;
  /** What quoting makes of a text. */
  meaning: (written: string) => string;
}

export class AttributeTable {
  readonly text: string;
  readonly lines: LineIndex;
  /** The statements that were looked at last: a job of Control-M has some ten. */
  readonly recent = new Recent(256);
  readonly #form: ValueForm;
  #count = 0;
  /** Of each: where its name begins, where its value ends, and the number of its name. One without a name is its value. */
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #names = new Uint32Array(1024);
  readonly #spellings = new Texts();
  /** Those whose value isn't what quoting alone makes of the text. */
  readonly #values = new Map<number, string>();

  constructor(text: string, lines: LineIndex, form: ValueForm) {
    this.text = text;
    this.lines = lines;
    this.#form = form;
  }

  get count(): number {
    return this.#count;
  }

  /** @param value null: what quoting makes of its text. */
  add(name: string, start: number, end: number, value: string | null): void {
    this.addNamed(this.numberOf(name), start, end, value);
  }

  /** The same by the name's number: to look the name up takes longer than all else. */
  addNamed(name: number, start: number, end: number, value: string | null): void {
    const index = this.#count++;
    if (index === this.#starts.length) {
      this.#starts = doubled(this.#starts);
      this.#ends = doubled(this.#ends);
      this.#names = doubled(this.#names);
    }
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#names[index] = name;
    if (value !== null && value !== this.valueOf(index)) this.#values.set(index, value);
  }

  /** From 0, the same for the same name. */
  numberOf(name: string): number {
    return this.#spellings.numberOf(name);
  }

  /** The name of a number, so that an export's names are there once. */
  spelling(name: number): string {
    return this.#spellings.of(name);
  }

  nameOf(index: number): string {
    return this.#spellings.of(this.#names[index] as number);
  }

  textOf(index: number): string {
    const start = this.#starts[index] as number;
    const end = this.#ends[index] as number;
    const { length } = this.nameOf(index);
    return this.text.slice(
      length === 0 ? start : this.#form.opening(this.text, start + length, end),
      end,
    );
  }

  valueOf(index: number): string {
    const known = this.#values.size === 0 ? undefined : this.#values.get(index);
    return known ?? this.#form.meaning(this.textOf(index));
  }

  placeOf(index: number): Place {
    return this.lines.place(this.#starts[index] as number);
  }
}

class TableAttribute implements LegacyAttribute {
  readonly table: AttributeTable;
  readonly index: number;
  #value: string | null = null;

  constructor(table: AttributeTable, index: number) {
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
    this.#value ??= this.table.valueOf(this.index);
    return this.#value;
  }

  get place(): Place {
    return this.table.placeOf(this.index);
  }
}

const none: readonly never[] = [];

/** A statement whose attributes are in a table. */
export abstract class TableStatement implements Statement, Forgetful {
  readonly kind: string;
  readonly #table: AttributeTable;
  readonly #start: number;
  #end = 0;
  readonly #first: number;
  #count = 0;
  #attributes: readonly LegacyAttribute[] | null = null;

  /** Attributes that are added to the table from now on are its own, until `started`. */
  constructor(table: AttributeTable, kind: string, start: number) {
    this.kind = kind;
    this.#table = table;
    this.#start = start;
    this.#first = table.count;
  }

  abstract get name(): string | null;
  abstract get children(): readonly Statement[];

  /** How many attributes it has so far, while it is the one that was opened last. */
  get size(): number {
    return this.#table.count - this.#first;
  }

  /** All of its attributes are there. */
  started(): void {
    this.#count = this.size;
  }

  /** Behind the last character. */
  close(end: number): void {
    this.#end = end;
  }

  get attributes(): readonly LegacyAttribute[] {
    if (this.#attributes !== null) return this.#attributes;
    if (this.#count === 0) return none;
    const attributes: LegacyAttribute[] = [];
    for (let at = 0; at < this.#count; at++)
      attributes.push(new TableAttribute(this.#table, this.#first + at));
    this.#attributes = attributes;
    this.#table.recent.keep(this);
    return attributes;
  }

  forget(): void {
    this.#attributes = null;
  }

  get text(): string {
    return this.#table.text.slice(this.#start, this.#end);
  }

  get place(): Place {
    return this.#table.lines.place(this.#start);
  }
}
