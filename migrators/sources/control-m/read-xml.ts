// XML exports (DEFTABLE, and DEFCAL of calendars) as statements: each element is one, with its exact text and place.
// Nearly all are plain, and what isn't is left to a parser.

import type { Finding, LegacyFile } from "#migrators/statement.ts";
import { decode } from "#migrators/text/decode.ts";
import { LineIndex } from "#migrators/text/lines.ts";
import { helpOfFault } from "./not-read.ts";
import { parseXml, Refusal, type XmlLimits } from "./parse-xml.ts";
import { readPlainXml } from "./plain-xml.ts";
import { xmlAttributes } from "./xml-element.ts";
import { declaredEncoding } from "./xml-encoding.ts";

const limits: XmlLimits = { depth: 100, attributes: 1000 };

/** Reads the bytes of one file. Faults of its form are findings and refuse it; nothing is thrown. */
export function readXml(file: string, bytes: Uint8Array, bounds: XmlLimits = limits): LegacyFile {
  const declared = declaredEncoding(bytes);
  const decoded = decode(bytes, declared?.use);
  if ("fault" in decoded) return refused(file, declared?.label ?? "unknown", decoded.fault);
  const { text, encoding, mixed } = decoded.decoded;
  const lines = new LineIndex(file, text);
  const findings: Finding[] = [];
  const warn = (code: string, message: string) =>
    findings.push({ code, severity: "warning", place: lines.place(0), message });
  if (declared?.mislabelled && encoding !== "utf-8")
    warn("control-m-encoding", `it says ${declared.label}, but its bytes are ${encoding}`);
  if (mixed) warn("control-m-encoding", "it has text of two encodings");
  const empty = (): LegacyFile => ({
    ...{ file, encoding, statements: [], asides: [], findings, refused: false },
  });
  const plain = empty();
  if (readPlainXml(xmlAttributes(text, lines), plain, bounds)) return plain;
  const parsed = empty();
  try {
    parseXml(xmlAttributes(text, lines), parsed, bounds);
    return parsed;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { offset, message } = error;
    const place = lines.place(Math.min(offset, text.length));
    const help = helpOfFault(text, offset, message);
    const fault: Finding = {
      ...{ code: "control-m-not-well-formed", severity: "error", place, message },
      ...(help && { help }),
    };
    return { ...empty(), findings: [fault], refused: true };
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
