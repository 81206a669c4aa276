// The state of reading a shell script, and the steps that all its parts share.

import type { Refusal } from "./shell-rules.ts";

/** Stands for an expression in the text given to `readScript`; a script itself can't hold NUL. */
export const marker = "\0";

export interface HereDocument {
  delimiter: string;
  stripTabs: boolean;
  isQuoted: boolean;
}

export interface Reader {
  readonly text: string;
  position: number;
  /** By place of the marker; null when data may stand there. */
  readonly verdicts: Map<number, Refusal | null>;
  pending: HereDocument[];
  /** Set at the first place where shells differ. */
  stopped: Refusal | null;
  definesAliases: boolean;
  declaresIntegers: boolean;
  /** Of $( ), subshells and ${ } inside each other. */
  depth: number;
  /** Reads the commands of a $( ); a field, because words and commands hold each other. */
  readCommands: (reader: Reader, until: ")") => Ending;
}

/** Far beyond what people write, and far from the end of the stack. */
export const deepest = 100;

export type Ending = "end" | ")" | ";;" | "esac";

export function stop(reader: Reader, reason: Refusal): void {
  reader.stopped ??= reason;
  reader.position = reader.text.length;
}

export function stopNull(reader: Reader, reason: Refusal): null {
  stop(reader, reason);
  return null;
}

/** Refuses all markers in a stretch of text. */
export function refuse(reader: Reader, from: number, to: number, reason: Refusal): void {
  for (
    let at = reader.text.indexOf(marker, from);
    at !== -1 && at < to;
    at = reader.text.indexOf(marker, at + 1)
  )
    reader.verdicts.set(at, reason);
}

/** Stops, with a better reason for the expressions up to the line's end. */
export function refuseFrom(reader: Reader, start: number, near: Refusal, after: Refusal): null {
  const newline = reader.text.indexOf("\n", start);
  refuse(reader, start, newline === -1 ? reader.text.length : newline, near);
  return stopNull(reader, after);
}

export const peek = (reader: Reader, ahead = 0): string =>
  reader.text[reader.position + ahead] ?? "";

export const startsWith = (reader: Reader, text: string): boolean =>
  reader.text.startsWith(text, reader.position);

export function skipBlank(reader: Reader): boolean {
  const character = peek(reader);
  if (character === " " || character === "\t") {
    reader.position++;
    return true;
  }
  return skipContinuation(reader);
}

/** A backslash before a newline. Odd places, such as between two characters of one operator, differ among shells. */
export function skipContinuation(reader: Reader): boolean {
  if (!startsWith(reader, "\\\n")) return false;
  const before = reader.text[reader.position - 1] ?? " ";
  const after = peek(reader, 2);
  if ("$<>&|;(){}#`!".includes(before) || after === "#" || after === "\\") {
    stop(reader, "oddContinuation");
    return false;
  }
  reader.position += 2;
  return true;
}

/** A here-document that waits while a word goes on over a line end begins at different places. */
export function checkPending(reader: Reader, inside: string): void {
  if (reader.pending.length > 0 && inside.includes("\n")) stop(reader, "oddHereDocument");
}
