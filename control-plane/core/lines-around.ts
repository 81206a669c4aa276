// The lines of a text around a place, for people who look at what is wrong there.

import { printable } from "./printable.ts";

export interface NumberedLine {
  /** From 1. */
  line: number;
  text: string;
}

/** On either side. */
const around = 2;
/** Longer ones are cut. */
const maxWidth = 400;

/** Line ends and the mark of the byte order as the parser counts them; nothing where the text has no such line. */
export function linesAround(text: string, line: number): NumberedLine[] {
  const content = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const first = Math.max(1, line - around);
  return content
    .split(/\r\n|\n|\r/, line + around)
    .slice(first - 1)
    .map((each, n) => ({ line: first + n, text: printable(each.slice(0, maxWidth)) }));
}
