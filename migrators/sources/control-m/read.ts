// Which of Control-M's two formats a file is in, told by its first character.

import { importerFor, kindOf, looksLikeCrontab } from "#migrators/kind.ts";
import type { LegacyFile } from "#migrators/statement.ts";
import { decode } from "#migrators/text/decode.ts";
import { readJson } from "./read-json.ts";
import { readXml } from "./read-xml.ts";

/** Reads an XML export or Automation API JSON. Anything else is refused as of another kind. */
export function readControlM(file: string, bytes: Uint8Array): LegacyFile {
  const first = bytes.find((byte) => byte > 32 && byte < 127);
  if (first === 0x7b || first === 0x5b) return readJson(file, bytes);
  const read = readXml(file, bytes);
  if (first === undefined || first === 0x3c) return read;
  const place = { file, line: 1, column: 1 };
  return {
    ...{ ...read, statements: [], asides: [], refused: true },
    findings: [{ code: "wrong-kind", severity: "error", place, ...otherKind(bytes) }],
  };
}

const headBytes = 65_536;

function otherKind(bytes: Uint8Array): { message: string; help: string } {
  const read = decode(bytes.subarray(0, headBytes));
  const text = "fault" in read ? "" : read.decoded.text;
  const kind = kindOf(text) ?? (looksLikeCrontab(text) ? "a crontab" : null);
  const ask = "export the folders as XML (`emdef exportdeffolder`) or by the Automation API";
  if (kind !== null)
    return { message: `this is ${kind}, no export of Control-M`, help: importerFor(kind) ?? ask };
  const message = "neither XML (which begins with `<`) nor JSON (`{`), as exports of Control-M are";
  return { message, help: ask };
}
