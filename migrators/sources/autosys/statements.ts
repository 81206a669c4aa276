// Cuts the text of a JIL file into statements, attributes and comments, in one pass over its lines.

import type { Finding, Place, Statement } from "#migrators/statement.ts";
import type { AttributeTable } from "#migrators/text/attribute-table.ts";
import type { LineIndex } from "#migrators/text/lines.ts";
import { type AutosysCode, finding } from "./codes.ts";
import { jilAttributes, WrittenStatement } from "./jil-statement.ts";
import { keywordsOf, startsStatement } from "./keywords.ts";
import {
  blobEnd,
  blobStart,
  isBlank,
  isLineEnd,
  keywordAt,
  skipBlanks,
  trimEnd,
  unquoted,
} from "./text.ts";
import { ValueScanner } from "./value-scanner.ts";

/** A comment or blob without an end: what follows can't be told from what is in it, so the file is refused. */
export class Unclosed extends Error {
  readonly finding: Finding;

  constructor(what: string, place: Place) {
    super(what);
    this.finding = finding("jil-lex-unclosed", place, `${what} begins here and never ends`);
  }
}

interface Word {
  name: string;
  keyword: string;
  /** Whether it starts a statement. */
  starts: boolean;
}

export class StatementReader {
  readonly statements: Statement[] = [];
  readonly asides: { text: string; place: Place }[] = [];
  readonly findings: Finding[] = [];
  readonly #table: AttributeTable;
  readonly #text: string;
  readonly #lines: LineIndex;
  readonly #values: ValueScanner;
  /** By how they are written: a file has few, each thousands of times. */
  readonly #words = new Map<string, Word>();
  #open: WrittenStatement | null = null;
  /** Where the last attribute of the open statement ends. */
  #closesAt = 0;
  #keywords = keywordsOf("insert_job");

  constructor(text: string, lines: LineIndex) {
    this.#table = jilAttributes(text, lines);
    this.#text = text;
    this.#lines = lines;
    this.#values = new ValueScanner(text, lines);
  }

  read(): void {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const lineStart = at === 0 || isLineEnd(text.charCodeAt(at - 1));
      if (lineStart && text.charCodeAt(at) === 35) at = this.#hashComment(at);
      else if (isBlank(text.charCodeAt(at))) at++;
      else if (text.startsWith("/*", at)) at = this.#comment(at);
      else at = this.#line(at);
    }
    this.#close();
    const space = text.indexOf("\u00a0");
    if (space >= 0)
      this.#warn("jil-lex-no-break-space", space, "a no-break space is taken for a blank");
  }

  #hashComment(at: number): number {
    const end = this.#lines.lineEnd(at);
    this.#aside(at, trimEnd(this.#text, at, end));
    return end;
  }

  #comment(at: number): number {
    const close = this.#text.indexOf("*/", at + 2);
    if (close < 0) throw new Unclosed("a comment", this.#lines.place(at));
    this.#aside(at, close + 2);
    return close + 2;
  }

  /** What begins at a character that is no blank: keywords with their values, or a bare line. */
  #line(at: number): number {
    const lineEnd = this.#lines.lineEnd(at);
    const found = keywordAt(this.#text, at, lineEnd);
    if (found) return this.#keyword(at, found);
    const comment = this.#values.trailingComment(at, lineEnd);
    const end = trimEnd(this.#text, at, comment < 0 ? lineEnd : comment);
    this.#attribute("", at, end, null);
    return end;
  }

  #keyword(at: number, [wordEnd, valueStart]: [number, number]): number {
    const text = this.#text;
    const { name, keyword, starts } = this.#wordOf(text.slice(at, wordEnd));
    if (keyword === "blob_input") {
      const start = skipBlanks(text, valueStart, text.length);
      if (text.startsWith(blobStart, start)) return this.#blob(name, at, start);
    }
    if (starts) this.#begin(keyword, at);
    const { start, end, lines, comments, warnings } = this.#values.scan(
      keyword,
      valueStart,
      this.#keywords,
    );
    if (starts) this.#named(start, end);
    else this.#attribute(name, at, end, lines === null ? null : unquoted(lines));
    for (const [from, to] of comments) this.#aside(from, to);
    for (const [code, where, message] of warnings) this.#warn(code, where, message);
    return end;
  }

  #wordOf(name: string): Word {
    return this.#words.getOrInsertComputed(name, () => {
      const keyword = name.toLowerCase();
      return { name, keyword, starts: startsStatement(keyword) };
    });
  }

  #blob(name: string, at: number, start: number): number {
    const close = this.#text.indexOf(blobEnd, start);
    if (close < 0) throw new Unclosed("a blob", this.#lines.place(start));
    const end = close + blobEnd.length;
    this.#attribute(name, at, end, this.#text.slice(start + blobStart.length, close));
    return end;
  }

  #begin(kind: string, at: number): void {
    this.#close();
    this.#open = new WrittenStatement(this.#table, kind, at);
    this.#keywords = keywordsOf(kind);
  }

  #named(start: number, end: number): void {
    const written = this.#text.slice(start, end);
    if (this.#open && written !== "") this.#open.name = unquoted(written);
    this.#closesAt = end;
  }

  #attribute(name: string, at: number, end: number, value: string | null): void {
    if (!this.#open) this.#begin("stray", at);
    this.#table.add(name, at, end, value);
    this.#closesAt = end;
  }

  #close(): void {
    if (!this.#open) return;
    this.#open.started();
    this.#open.close(this.#closesAt);
    this.statements.push(this.#open);
    this.#open = null;
  }

  #aside(start: number, end: number): void {
    this.asides.push({ text: this.#text.slice(start, end), place: this.#lines.place(start) });
  }

  #warn(code: AutosysCode, at: number, message: string): void {
    this.findings.push(finding(code, this.#lines.place(at), message));
  }
}
