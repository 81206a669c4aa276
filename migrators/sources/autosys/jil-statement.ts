// Statements of a JIL text, whose attributes are in a table.

import { AttributeTable, TableStatement, type ValueForm } from "#migrators/text/attribute-table.ts";
import type { LineIndex } from "#migrators/text/lines.ts";
import { blobStart, isBlank, isLineEnd, skipBlanks, unquoted } from "./text.ts";

const form: ValueForm = {
  opening(text, nameEnd, end) {
    let at = skipBlanks(text, nameEnd, end) + 1;
    while (at < end && isBlank(text.charCodeAt(at)) && !isLineEnd(text.charCodeAt(at))) at++;
    if (at === end || !isLineEnd(text.charCodeAt(at))) return at;
    // A list that begins in the next line begins with the line's end, a blob does not.
    const next = skipBlanks(text, at, end);
    return text.startsWith(blobStart, next) ? next : at;
  },
  meaning: unquoted,
};

export const jilAttributes = (text: string, lines: LineIndex): AttributeTable =>
  new AttributeTable(text, lines, form);

const none: readonly never[] = [];

export class WrittenStatement extends TableStatement {
  name: string | null = null;

  get children(): readonly never[] {
    return none;
  }
}
