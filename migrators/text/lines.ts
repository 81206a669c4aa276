// Where in a file a character stands: line and column of an offset, for findings and the ledger.

import type { Place } from "#migrators/statement.ts";

const newline = 10;
const carriageReturn = 13;

/** Finds places in one text. Making it reads the text once; a look-up then takes O(log lines). */
export class LineIndex {
  readonly #file: string;
  /** Offset of each line's first character. LF, CRLF and a CR alone end a line, as in editors and XML. */
  readonly #starts: Uint32Array;

  constructor(file: string, text: string) {
    this.#file = file;
    let starts = new Uint32Array(1024);
    let lines = 1;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== newline && code !== carriageReturn) continue;
      if (code === carriageReturn && text.charCodeAt(at + 1) === newline) continue;
      if (lines === starts.length) {
        const more = new Uint32Array(lines * 2);
        more.set(starts);
        starts = more;
      }
      starts[lines++] = at + 1;
    }
    this.#starts = starts.subarray(0, lines);
  }

  get lines(): number {
    return this.#starts.length;
  }

  /** Place of the character at an offset in UTF-16 code units; the text's length is a place too. */
  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (this.#starts[low] as number) + 1;
    return { file: this.#file, line: low + 1, column };
  }

  /** The other way: offset of a place that this index gave. */
  offset(place: Place): number {
    return (this.#starts[place.line - 1] as number) + place.column - 1;
  }
}
