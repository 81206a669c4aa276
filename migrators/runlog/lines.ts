// Bytes of a log as its lines. Of formats that say which words a line of a run has, only those lines become text, and the last
// one of each chunk, whose time says how far the log goes: 50 of 51 lines of a syslog are other programs'.

import { longestPiece } from "./split.ts";

const newline = 10;

export class LogLines {
  readonly #words: readonly string[] | null;
  /** Bytes after the last end of a line. */
  #rest: Buffer = Buffer.alloc(0);
  /** The line that is begun is too long, and passed over. */
  #isCut = false;
  /** Lines that were too long. */
  cut = 0;

  /** @param words Null: every line is told. */
  constructor(words: readonly string[] | null) {
    this.#words = words;
  }

  /** Bytes that have come and are no whole line yet. */
  get pending(): number {
    return this.#rest.length;
  }

  push(chunk: Buffer): string[] {
    const first = chunk.indexOf(newline);
    if (first < 0) {
      this.#keep(chunk);
      return [];
    }
    const last = chunk.lastIndexOf(newline);
    const lines: string[] = [];
    this.#keep(chunk.subarray(0, first));
    if (!this.#isCut) {
      const begun = this.#rest;
      if (
        this.#words === null ||
        last === first ||
        this.#words.some((word) => begun.includes(word))
      )
        lines.push(textOf(begun, 0, begun.length));
    }
    this.#isCut = false;
    this.#rest = Buffer.alloc(0);
    this.#within(chunk, first + 1, last, lines);
    this.#keep(chunk.subarray(last + 1));
    return lines;
  }

  /** What is left is a line too, where nothing more comes. */
  end(): string[] {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest.length === 0 || this.#isCut ? [] : [textOf(rest, 0, rest.length)];
  }

  #keep(bytes: Buffer): void {
    if (this.#isCut) return;
    if (this.#rest.length + bytes.length > longestPiece) {
      this.#isCut = true;
      this.cut++;
      this.#rest = Buffer.alloc(0);
    } else this.#rest = Buffer.concat([this.#rest, bytes]); // A copy: the chunk is used again.
  }

  /** Whole lines from a place on; the last one ends at `to`. */
  #within(chunk: Buffer, from: number, to: number, lines: string[]): void {
    if (from > to) return;
    const words = this.#words;
    if (words === null) {
      for (const line of chunk.toString("utf8", from, to).split("\n"))
        lines.push(withoutReturn(line));
      return;
    }
    const next = words.map((word) => chunk.indexOf(word, from));
    let at = from;
    for (;;) {
      let found = -1;
      for (const place of next)
        if (place >= 0 && place < to && (found < 0 || place < found)) found = place;
      if (found < 0) break;
      const start = Math.max(at, chunk.lastIndexOf(newline, found) + 1);
      const end = chunk.indexOf(newline, found);
      lines.push(textOf(chunk, start, end));
      at = end + 1;
      for (const [n, place] of next.entries())
        if (place >= 0 && place < at) next[n] = chunk.indexOf(words[n] as string, at);
    }
    if (at <= to) lines.push(textOf(chunk, chunk.lastIndexOf(newline, to - 1) + 1, to));
  }
}

const textOf = (bytes: Buffer, from: number, to: number): string =>
  withoutReturn(bytes.toString("utf8", from, to));

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);
