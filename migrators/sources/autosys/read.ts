// Reads JIL, as `autorep -q` prints it and as people write it: statements with their attributes, places and exact texts.
// Nothing is understood here. All of the file is in a statement, an aside or a blank, or the file is refused.

import type { Finding, LegacyFile } from "#migrators/statement.ts";
import { decode } from "#migrators/text/decode.ts";
import { LineIndex } from "#migrators/text/lines.ts";
import { type AutosysCode, finding } from "./codes.ts";
import { binaryKind, guessedKind, type OtherKind, textKind } from "./kind.ts";
import { StatementReader, Unclosed } from "./statements.ts";

/**
 * Reads one file. `encoding` names how its bytes are decoded where that is known. Never throws; a file that is no JIL, or
 * in which a comment or blob doesn't end, is refused with a finding that says so.
 */
export function readAutosys(file: string, bytes: Uint8Array, encoding?: string): LegacyFile {
  const binary = binaryKind(bytes);
  if (binary) return refused(file, "binary", otherKind(file, binary));
  const read = decode(bytes, encoding);
  if ("fault" in read) {
    const code = read.fault.includes("bytes are") ? "jil-file-truncated" : "jil-file-decode";
    return refused(file, encoding ?? "unknown", fileFinding(file, code, read.fault));
  }
  const { decoded } = read;
  const text = readText(file, decoded.text, decoded.encoding);
  if (decoded.encoding !== "utf-8" || decoded.mixed) {
    const glued = decoded.mixed ? "; other parts are UTF-8, so that some characters are wrong" : "";
    const said = `read as ${decoded.encoding}: ${decoded.because}${glued}`;
    text.findings.unshift(fileFinding(file, "jil-lex-encoding", said));
  }
  return text;
}

/** The same, of text that is decoded; `encoding` is what it was decoded from. */
export function readText(file: string, text: string, encoding = "utf-8"): LegacyFile {
  if (!/\S/.test(text))
    return refused(file, encoding, fileFinding(file, "jil-file-empty", "the file is empty"));
  const other = textKind(text);
  if (other) return refused(file, encoding, otherKind(file, other));
  const reader = new StatementReader(text, new LineIndex(file, text));
  try {
    reader.read();
  } catch (error) {
    if (!(error instanceof Unclosed)) throw error;
    return refused(file, encoding, error.finding);
  }
  const { statements, asides, findings } = reader;
  if (statements.every(({ kind }) => kind === "stray"))
    return refused(file, encoding, otherKind(file, guessedKind(text)));
  return { file, encoding, statements, asides, findings, refused: false };
}

const refused = (file: string, encoding: string, why: Finding): LegacyFile => ({
  ...{ file, encoding, statements: [], asides: [], findings: [why], refused: true },
});

const fileFinding = (file: string, code: AutosysCode, message: string, help?: string): Finding =>
  finding(code, { file, line: 1, column: 1 }, message, help);

const otherKind = (file: string, { what, help }: OtherKind): Finding =>
  fileFinding(file, "jil-file-kind", `this is ${what}, no JIL`, help);
