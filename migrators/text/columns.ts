// Numbers and texts of millions of things, kept in columns: as an object each they would take ten times the memory.

/** The same numbers, with room for as many again. */
export function doubled<T extends Uint32Array | Uint16Array | Uint8Array>(column: T): T {
  const more = new (column.constructor as new (length: number) => T)(column.length * 2);
  more.set(column);
  return more;
}

/** Texts by number, each there once. */
export class Texts {
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** From 0, in the order in which they came. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  /** @param number That it gave. */
  of(number: number): string {
    return this.#texts[number] as string;
  }
}
