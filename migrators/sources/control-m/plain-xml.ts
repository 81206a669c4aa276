// XML as exports have it: elements with attributes, comments, and blanks between them. What is looked at here is what makes
// such a text well-formed; it is found by searches, which run on many characters at once, and not by a look at each: 35 MB are
// read in 0.8 instead of 5.5 s. A text that has anything else, or any fault, is not plain.

import type { LegacyFile } from "#migrators/statement.ts";
import type { AttributeTable } from "#migrators/text/attribute-table.ts";
import type { XmlLimits } from "./parse-xml.ts";
import { plainMeaning } from "./xml-characters.ts";
import { XmlElement } from "./xml-element.ts";

const [slash, less, equals, greater, bang, doubleQuote, singleQuote] = [47, 60, 61, 62, 33, 34, 39];

const declaration =
  /<\?xml version="1\.0"(?: encoding="[A-Za-z][\w.-]*")?(?: standalone="(?:yes|no)")?[ \t\r\n]*\?>/y;
const nameShape = /[A-Za-z_:][\w:.-]*/y;
/** What no text of XML may have, and characters of two units, which only a parser tells from halves of them. */
const unusual = /[^\t\n\r -\ud7ff\ue000-\ufffd]/;
/** What a value has where it isn't simply what is between its quotes. */
const special = /[&\t\n\r]/g;

const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** Adds the statements and asides of a text, as a parser would. False: it isn't plain, and nothing that was added counts. */
export const readPlainXml = (
  source: AttributeTable,
  into: LegacyFile,
  bounds: XmlLimits,
): boolean => !unusual.test(source.text) && new PlainXml(source, into, bounds).read();

class PlainXml {
  readonly #source: AttributeTable;
  readonly #text: string;
  readonly #into: LegacyFile;
  readonly #bounds: XmlLimits;
  readonly #open: XmlElement[] = [];
  #elements = 0;
  /** By number of a name: the number of the last element that has an attribute of it. */
  readonly #seen: number[] = [];
  /** By number of a name: that of the attribute that came behind it last. Elements of a kind have theirs in the same order. */
  readonly #behind: number[] = [];
  /** The next character that is special. */
  #special = -1;

  constructor(source: AttributeTable, into: LegacyFile, bounds: XmlLimits) {
    this.#source = source;
    this.#text = source.text;
    this.#into = into;
    this.#bounds = bounds;
  }

  read(): boolean {
    const text = this.#text;
    declaration.lastIndex = 0;
    let at = 0;
    if (declaration.test(text)) at = this.#aside(0, declaration.lastIndex);
    for (;;) {
      while (isBlank(text.charCodeAt(at))) at++;
      if (at === text.length) return this.#open.length === 0 && this.#elements > 0;
      if (text.charCodeAt(at) !== less) return false;
      const sign = text.charCodeAt(at + 1);
      if (sign === slash) at = this.#closing(at);
      else at = sign === bang ? this.#comment(at) : this.#element(at);
      if (at < 0) return false;
    }
  }

  #aside(start: number, end: number): number {
    const { lines } = this.#source;
    this.#into.asides.push({ text: this.#text.slice(start, end), place: lines.place(start) });
    return end;
  }

  /** Where it ends; -1, here and below: it isn't plain. */
  #comment(at: number): number {
    const text = this.#text;
    if (!text.startsWith("<!--", at)) return -1;
    const end = text.indexOf("--", at + 4);
    return end > 0 && text.charCodeAt(end + 2) === greater ? this.#aside(at, end + 3) : -1;
  }

  #closing(start: number): number {
    const element = this.#open.pop();
    if (element === undefined || !this.#text.startsWith(element.kind, start + 2)) return -1;
    let at = start + 2 + element.kind.length;
    while (isBlank(this.#text.charCodeAt(at))) at++;
    if (this.#text.charCodeAt(at) !== greater) return -1;
    element.close(at + 1);
    return at + 1;
  }

  #element(start: number): number {
    const parent = this.#open.at(-1);
    if (parent === undefined && this.#elements > 0) return -1;
    if (this.#open.length >= this.#bounds.depth) return -1;
    const name = this.#name(start + 1);
    if (name < 0) return -1;
    this.#elements++;
    const kind = this.#source.spelling(name);
    const element = new XmlElement(this.#source, kind, start);
    if (parent) parent.add(element);
    else this.#into.statements.push(element);
    const end = this.#attributes(start + 1 + kind.length, name, element);
    if (end < 0) return -1;
    element.started();
    const isEmpty = this.#text.charCodeAt(end) === slash;
    if (isEmpty && this.#text.charCodeAt(end + 1) !== greater) return -1;
    if (isEmpty) element.close(end + 2);
    else this.#open.push(element);
    return isEmpty ? end + 2 : end + 1;
  }

  /** The number of the name at a position; -1: there is none. */
  #name(at: number): number {
    nameShape.lastIndex = at;
    return nameShape.test(this.#text)
      ? this.#source.numberOf(this.#text.slice(at, nameShape.lastIndex))
      : -1;
  }

  /** Where the `>` or `/` behind them stands. @param from Behind the name of the element. */
  #attributes(from: number, kind: number, element: XmlElement): number {
    const text = this.#text;
    const source = this.#source;
    const next = text.indexOf("<", from);
    const last = next < 0 ? text.length : next;
    let before = kind;
    for (let at = from; ; ) {
      const gap = at;
      while (isBlank(text.charCodeAt(at))) at++;
      const code = text.charCodeAt(at);
      if (code === greater || code === slash) return at;
      if (at === gap || element.size >= this.#bounds.attributes) return -1;
      const name = this.#attributeName(at, before);
      if (name < 0 || this.#seen[name] === this.#elements) return -1;
      this.#seen[name] = this.#elements;
      const opening = at + source.spelling(name).length + 1;
      const quote = text.charCodeAt(opening);
      if (text.charCodeAt(opening - 1) !== equals) return -1;
      if (quote !== doubleQuote && quote !== singleQuote) return -1;
      const closing = text.indexOf(quote === doubleQuote ? '"' : "'", opening + 1);
      if (closing < 0 || closing > last) return -1;
      const isSimple = this.#specialFrom(opening) > closing;
      const value = isSimple ? null : plainMeaning(text.slice(opening + 1, closing));
      if (value === undefined) return -1;
      source.addNamed(name, at, closing + 1, value);
      before = name;
      at = closing + 1;
    }
  }

  #attributeName(at: number, before: number): number {
    const guess = this.#behind[before];
    if (guess !== undefined) {
      const name = this.#source.spelling(guess);
      const isIt = this.#text.charCodeAt(at + name.length) === equals;
      if (isIt && this.#text.startsWith(name, at)) return guess;
    }
    const name = this.#name(at);
    this.#behind[before] = name;
    return name;
  }

  #specialFrom(at: number): number {
    if (this.#special < at) {
      special.lastIndex = at;
      this.#special = special.test(this.#text) ? special.lastIndex - 1 : this.#text.length;
    }
    return this.#special;
  }
}
