// Elements of an XML text, whose attributes are in a table.

import type { Statement } from "#migrators/statement.ts";
import { AttributeTable, TableStatement, type ValueForm } from "#migrators/text/attribute-table.ts";
import type { LineIndex } from "#migrators/text/lines.ts";

const doubleQuote = 34;
const singleQuote = 39;

const form: ValueForm = {
  opening(text, nameEnd) {
    let at = nameEnd;
    while (text.charCodeAt(at) !== doubleQuote && text.charCodeAt(at) !== singleQuote) at++;
    return at;
  },
  meaning: (written) => written.slice(1, -1),
};

export const xmlAttributes = (text: string, lines: LineIndex): AttributeTable =>
  new AttributeTable(text, lines, form);

/** Attributes that name an element, the first that it has. */
const naming = ["JOBNAME", "FOLDER_NAME", "TABLE_NAME", "NAME"];
const none: readonly never[] = [];

export class XmlElement extends TableStatement {
  #children: readonly Statement[] = none;

  add(child: Statement): void {
    if (this.#children === none) this.#children = [child];
    else (this.#children as Statement[]).push(child);
  }

  get children(): readonly Statement[] {
    return this.#children;
  }

  get name(): string | null {
    for (const name of naming) {
      const found = this.attributes.find((attribute) => attribute.name === name);
      if (found) return found.value;
    }
    return null;
  }
}
