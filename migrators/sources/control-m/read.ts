// Which of Control-M's two formats a file is in, told by its first character.

import type { LegacyFile } from "#migrators/statement.ts";
import { readJson } from "./read-json.ts";
import { readXml } from "./read-xml.ts";

/** Reads an XML export or Automation API JSON. Anything else is refused as of another kind. */
export function readControlM(file: string, bytes: Uint8Array): LegacyFile {
  const first = bytes.find((byte) => byte > 32 && byte < 127);
  if (first === 0x7b || first === 0x5b) return readJson(file, bytes);
  const read = readXml(file, bytes);
  if (first === undefined || first === 0x3c) return read;
  const place = { file, line: 1, column: 1 };
  const message =
    "neither XML (which begins with `<`) nor JSON (`{`): is it an export of Control-M?";
  return {
    ...{ ...read, statements: [], asides: [], refused: true },
    findings: [{ code: "wrong-kind", severity: "error", place, message }],
  };
}
