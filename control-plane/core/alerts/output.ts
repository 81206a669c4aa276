// What a message shows of a task's output: its first line of an error, and its last lines. What comes in is masked already.

import { unseen } from "../printable.ts";

export interface AlertOutput {
  /** Null where no line looks like one. */
  error: string | null;
  tail: readonly string[];
}

const lines = 20;
/** Of one line: a message has room for twenty. */
const longest = 300;

const sounds =
  /\b(?:error|exception|fatal|panic|traceback|segmentation fault|denied|refused|no such|not found|cannot|can't|ORA-\d{4,5}|SQLSTATE)\b|[A-Z]\w*(?:Error|Exception)\b/i;
/** What says that nothing is wrong. */
const harmless = /\b(?:no|0|zero|without)\s+(?:errors?|exceptions?)\b/i;

/** @param text The end of an attempt's output; its first line may be cut. */
export function outputOf(text: string): AlertOutput | null {
  const all = plain(text)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  if (all.length === 0) return null;
  const found = all.find((line) => sounds.test(line) && !harmless.test(line));
  return {
    error: found === undefined ? null : cut(found.trim(), longest),
    tail: all.slice(-lines).map((line) => cut(line, longest)),
  };
}

const hidden = new RegExp(`[${unseen}--[\\t\\n\\r]]`, "gv");

/** Without colours and what else steers a terminal. */
const plain = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, "")
    .replace(hidden, "");

/** At most so many characters, none of them halved. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text[most - 2] ?? "") ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}
