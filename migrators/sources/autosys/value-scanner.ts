// Where the value of an attribute ends: at the end of its line, at a keyword or comment within it, or lines further on in
// quoted texts, lists and conditions.

import type { LineIndex } from "#migrators/text/lines.ts";
import type { AutosysCode } from "./codes.ts";
import { continues, subCommands } from "./keywords.ts";
import {
  closingQuote,
  colon,
  isBlank,
  isQuote,
  isWord,
  keywordAt,
  longestKeyword,
  quote,
  skipBlanks,
  trimEnd,
} from "./text.ts";

export interface Scanned {
  /** The text of the value, without blanks around it; what follows is read as if it began a line. */
  start: number;
  end: number;
  /** The value's lines without the comments between them; null when it is one line, and just that text. */
  lines: string | null;
  /** Comments within the text. */
  comments: [number, number][];
  warnings: [code: AutosysCode, at: number, message: string][];
}

/** Attributes of free text, in which a word with a colon may well be meant as text. */
const freeTexts: ReadonlySet<string> = new Set(["command", "description"]);

export class ValueScanner {
  readonly #text: string;
  readonly #index: LineIndex;
  /** The comment at the end of the line that ends there: looked for once a line, however many values it has. */
  #comment = { lineEnd: -1, at: -1 };

  constructor(text: string, index: LineIndex) {
    this.#text = text;
    this.#index = index;
  }

  /** The value that begins behind the colon of a keyword; a keyword of `keywords` behind a blank ends it. */
  scan(keyword: string, from: number, keywords: ReadonlySet<string>): Scanned {
    const text = this.#text;
    const found: Scanned = { start: from, end: from, lines: null, comments: [], warnings: [] };
    let lineEnd = this.#index.lineEnd(from);
    let piece = skipBlanks(text, from, lineEnd);
    let floor = from;
    found.start = piece;
    for (;;) {
      const line = this.#line(found, piece, floor, lineEnd, keywords);
      const { cut, comment } = line;
      lineEnd = line.end;
      const last = trimEnd(text, piece, comment >= 0 ? comment : cut >= 0 ? cut : lineEnd);
      const next = cut < 0 && continues.has(keyword) ? this.#bareLine(lineEnd) : -1;
      if (cut >= 0 && freeTexts.has(keyword)) {
        const said = `a keyword with a colon begins an attribute within the ${keyword}; quote the value if it is part of it`;
        found.warnings.push(["jil-lex-split", cut, said]);
      }
      if (next < 0) {
        if (found.lines !== null) found.lines += text.slice(piece, last);
        found.end = last;
        if (last <= found.start) found.start = found.end = from;
        return found;
      }
      if (comment >= 0) found.comments.push([comment, trimEnd(text, comment, lineEnd)]);
      found.lines = `${found.lines ?? ""}${text.slice(piece, last)}\n`;
      piece = floor = next;
      lineEnd = this.#index.lineEnd(next);
    }
  }

  /** Scans a line: where a keyword cuts it and where a comment ends it, or -1; `end` is further on when a quote closes there. */
  #line(
    found: Scanned,
    from: number,
    floor: number,
    lineEnd: number,
    keywords: ReadonlySet<string>,
  ): { cut: number; comment: number; end: number } {
    const text = this.#text;
    const comment = this.trailingComment(from, lineEnd);
    let end = lineEnd;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      // Hot: each character of the file passes here.
      if (code !== colon && code !== quote && at !== comment) continue;
      if (at === comment) return { cut: -1, comment, end };
      if (code === colon) {
        const cut = this.#cutBefore(found, at, floor, end, keywords);
        if (cut >= 0) return { cut, comment: this.#commentIn(from, cut), end };
      }
      if (!isQuote(text, at)) continue;
      let close = closingQuote(text, at + 1, end);
      if (close < 0 && at === found.start) {
        close = this.#laterQuote(end);
        if (close >= 0) end = this.#index.lineEnd(close);
      }
      if (close < 0) {
        const said = "a quote doesn't close: the value is taken as it is, to the end of the line";
        found.warnings.push(["jil-lex-quote", at, said]);
        return { cut: -1, comment: -1, end };
      }
      at = close;
    }
    return { cut: -1, comment: -1, end };
  }

  /** Where the keyword before a colon begins, when it may begin an attribute: behind a blank, and known. */
  #cutBefore(
    found: Scanned,
    at: number,
    floor: number,
    end: number,
    keywords: ReadonlySet<string>,
  ): number {
    const text = this.#text;
    if (text.charCodeAt(at - 1) === 92) return -1;
    const wordEnd = trimEnd(text, floor, at);
    let begin = wordEnd;
    while (begin > floor && isWord(text.charCodeAt(begin - 1)) && wordEnd - begin < longestKeyword)
      begin--;
    if (begin === wordEnd) return -1;
    const keyword = text.slice(begin, wordEnd).toLowerCase();
    const known = keywords.has(keyword) || subCommands.has(keyword);
    if (known && begin > floor && isBlank(text.charCodeAt(begin - 1))) return begin;
    if (at + 1 >= end || isBlank(text.charCodeAt(at + 1))) {
      const said = "a word with a colon begins no attribute here, and is left in the value";
      found.warnings.push(["jil-lex-colon", begin, said]);
    }
    return -1;
  }

  /** Where the quote closes that opened a value, in the lines below; -1 when a keyword, a comment or a blank line comes first. */
  #laterQuote(lineEnd: number): number {
    for (let next = this.#bareLine(lineEnd); next >= 0; ) {
      const end = this.#index.lineEnd(next);
      const close = closingQuote(this.#text, next, end);
      if (close >= 0) return close;
      next = this.#bareLine(end);
    }
    return -1;
  }

  /** Where the next line begins when it can only be the rest of a value; else -1. */
  #bareLine(lineEnd: number): number {
    const text = this.#text;
    if (lineEnd >= text.length) return -1;
    const isCrlf = text.charCodeAt(lineEnd) === 13 && text.charCodeAt(lineEnd + 1) === 10;
    const begin = lineEnd + (isCrlf ? 2 : 1);
    const end = this.#index.lineEnd(begin);
    const first = skipBlanks(text, begin, end);
    const isAside = text.charCodeAt(begin) === 35 || text.startsWith("/*", first);
    return first >= end || isAside || keywordAt(text, first, end) ? -1 : first;
  }

  /** Where the comment that ends a line begins, be it quoted or not; -1 when none does. */
  trailingComment(from: number, lineEnd: number): number {
    if (this.#comment.lineEnd !== lineEnd)
      this.#comment = { lineEnd, at: this.#commentIn(from, lineEnd) };
    return this.#comment.at >= from ? this.#comment.at : -1;
  }

  /** The last comment in a stretch that ends with one. The `/*` of a glob stands behind a letter or a slash, not a blank. */
  #commentIn(from: number, end: number): number {
    const text = this.#text;
    const last = trimEnd(text, from, end);
    if (last - from < 4 || !text.startsWith("*/", last - 2)) return -1;
    for (let at = last - 4; at >= from; at--)
      if (text.startsWith("/*", at) && (at === from || isBlank(text.charCodeAt(at - 1)))) return at;
    return -1;
  }
}
