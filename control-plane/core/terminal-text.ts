// Texts of tasks, answers and repositories on their way to a terminal: colours pass, everything else that would move the
// cursor, set the clipboard, rename the window or turn the direction of writing is replaced by U+FFFD.

import { unseen } from "./printable.ts";

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is replaced
const colour = /\u001b\[[0-9;:]{0,60}m/;
const harmful = new RegExp(`${colour.source}|\\r\\n|[${unseen}--[\\t\\n]]`, "gv");
/** What may go on in the next piece. */
const unfinished = /(?:\u001b(?:\[[0-9;:]{0,60})?|\r|[\ud800-\udbff])$/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: they are what is replaced

/** Tabs and line breaks stay; a carriage return alone, which would write over its line, becomes a line break. */
export const terminalText = (text: string): string =>
  text.replaceAll(harmful, (found) =>
    found.length > 2 ? found : found.startsWith("\r") ? "\n" : "\ufffd",
  );

/** The same of a text that comes in pieces, wherever they are cut. */
export class TerminalText {
  #open = "";

  add(piece: string): string {
    const whole = this.#open + piece;
    this.#open = unfinished.exec(whole)?.[0] ?? "";
    return terminalText(whole.slice(0, whole.length - this.#open.length));
  }

  end(): string {
    const rest = terminalText(this.#open);
    this.#open = "";
    return rest;
  }
}
