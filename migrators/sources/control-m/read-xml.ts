// XML exports (DEFTABLE, and DEFCAL of calendars) as statements: each element is one, with its exact text and place.
// `saxes` judges whether the text is well-formed; what isn't is refused, never mended. No entity but XML's own five is
// known, and a document type with declarations of its own is refused, so that nothing expands.

import { SaxesParser } from "saxes";
import type { Finding, LegacyFile } from "#migrators/statement.ts";
import type { AttributeTable } from "#migrators/text/attribute-table.ts";
import { decode } from "#migrators/text/decode.ts";
import { LineIndex } from "#migrators/text/lines.ts";
import { XmlElement, xmlAttributes } from "./xml-element.ts";
import { declaredEncoding } from "./xml-encoding.ts";

/** Far above any real export, far below what would take the machine. */
export interface XmlLimits {
  depth: number;
  attributes: number;
}
const limits: XmlLimits = { depth: 100, attributes: 1000 };

class Refusal extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Reads the bytes of one file. Faults of its form are findings and refuse it; nothing is thrown. */
export function readXml(file: string, bytes: Uint8Array, bounds: XmlLimits = limits): LegacyFile {
  const declared = declaredEncoding(bytes);
  const decoded = decode(bytes, declared?.use);
  if ("fault" in decoded) return refused(file, declared?.label ?? "unknown", decoded.fault);
  const { text, encoding, mixed } = decoded.decoded;
  const source = xmlAttributes(text, new LineIndex(file, text));
  const findings: Finding[] = [];
  const warn = (code: string, message: string) =>
    findings.push({ code, severity: "warning", place: source.lines.place(0), message });
  if (declared?.mislabelled && encoding !== "utf-8")
    warn("control-m-encoding", `it says ${declared.label}, but its bytes are ${encoding}`);
  if (mixed) warn("control-m-encoding", "it has text of two encodings");
  const found: LegacyFile = {
    ...{ file, encoding, statements: [], asides: [], findings, refused: false },
  };
  try {
    collect(source, found, bounds);
    return found;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const place = source.lines.place(Math.min(error.offset, text.length));
    const fault: Finding = {
      ...{ code: "control-m-not-well-formed", severity: "error", place, message: error.message },
    };
    return { ...found, statements: [], asides: [], findings: [fault], refused: true };
  }
}

const refused = (file: string, encoding: string, message: string): LegacyFile => ({
  ...{ file, encoding, statements: [], asides: [], refused: true },
  findings: [
    {
      ...{ code: "control-m-not-well-formed", severity: "error", message },
      place: { file, line: 1, column: 1 },
    },
  ],
});

/** Throws a Refusal at the first fault. */
function collect(source: AttributeTable, into: LegacyFile, bounds: XmlLimits): void {
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
    const element = new XmlElement(source, source.spelling(name), start);
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
