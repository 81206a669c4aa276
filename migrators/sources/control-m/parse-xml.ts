// Any XML as statements, or the fault in it: `saxes` judges whether the text is well-formed; what isn't is refused, never
// mended. No entity but XML's own five is known, and a document type with declarations of its own is refused, so that nothing
// expands.

import { SaxesParser } from "saxes";
import type { LegacyFile } from "#migrators/statement.ts";
import type { AttributeTable } from "#migrators/text/attribute-table.ts";
import { XmlElement } from "./xml-element.ts";

/** Far above any real export, far below what would take the machine. */
export interface XmlLimits {
  depth: number;
  attributes: number;
}

export class Refusal extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Adds the statements and asides of a text. Throws a Refusal at the first fault. */
export function parseXml(source: AttributeTable, into: LegacyFile, bounds: XmlLimits): void {
  const { text } = source;
  const open: XmlElement[] = [];
  /** Where the last piece of markup, or the last attribute, ended. */
  let end = 0;
  const parser = new SaxesParser({ position: false });
  const add = (statement: XmlElement) => {
    const parent = open.at(-1);
    if (parent) parent.add(statement);
    else into.statements.push(statement);
  };
  /** Text that isn't blank says something: it is a statement of its own. */
  const textUpTo = (start: number) => {
    for (let at = end; at < start; at++) {
      const code = text.charCodeAt(at);
      if (code === 32 || (code >= 9 && code <= 13)) continue;
      const piece = new XmlElement(source, "#text", at);
      piece.close(start);
      add(piece);
      return;
    }
  };
  /** Markup from `opening` on, which can't stand in text, to `closing`, or to where the parser is. */
  const piece = (opening: string, closing: string | null): [number, number] => {
    const start = text.indexOf(opening, end);
    textUpTo(start);
    end =
      closing === null
        ? parser.position
        : text.indexOf(closing, start + opening.length) + closing.length;
    return [start, end];
  };
  const aside = (opening: string, closing: string | null) => {
    const [start, stop] = piece(opening, closing);
    into.asides.push({ text: text.slice(start, stop), place: source.lines.place(start) });
  };

  parser.on("error", (error) => {
    throw new Refusal(parser.position, error.message);
  });
  parser.on("xmldecl", () => aside("<?", "?>"));
  parser.on("processinginstruction", () => aside("<?", "?>"));
  parser.on("comment", () => aside("<!--", "-->"));
  parser.on("doctype", (doctype) => {
    if (doctype.includes("["))
      throw new Refusal(
        parser.position,
        "its document type declares entities, which no export has",
      );
    aside("<!DOCTYPE", null);
  });
  parser.on("cdata", () => {
    const [start, stop] = piece("<![CDATA[", "]]>");
    const data = new XmlElement(source, "#text", start);
    data.close(stop);
    add(data);
  });
  parser.on("opentagstart", ({ name }) => {
    const start = text.indexOf("<", end);
    textUpTo(start);
    if (open.length >= bounds.depth)
      throw new Refusal(start, `elements are nested more than ${bounds.depth} deep`);
    const element = new XmlElement(source, source.spelling(source.numberOf(name)), start);
    add(element);
    open.push(element);
    end = start + 1 + name.length;
  });
  parser.on("attribute", ({ name, value }) => {
    const element = open.at(-1) as XmlElement;
    if (element.size >= bounds.attributes)
      throw new Refusal(end, `an element has more than ${bounds.attributes} attributes`);
    let start = end;
    while (text.charCodeAt(start) <= 32) start++;
    end = parser.position;
    source.add(name, start, end, value);
  });
  parser.on("opentag", () => {
    open.at(-1)?.started();
    end = parser.position;
  });
  parser.on("closetag", ({ isSelfClosing }) => {
    const element = open.pop() as XmlElement;
    if (!isSelfClosing) textOfEnd();
    end = parser.position;
    element.close(end);
    function textOfEnd() {
      open.push(element);
      textUpTo(text.indexOf("<", end));
      open.pop();
    }
  });
  parser.write(text).close();
}
