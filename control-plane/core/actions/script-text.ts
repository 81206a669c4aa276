// Words for what a script says and how two differ.

import { runText, type ScriptText } from "../command-action.ts";
import { type Said, say } from "../plan/said.ts";
import { quoted } from "../plan/wording.ts";

/** The first lines that differ, once what stands before them is left out. */
export function scriptChanges(before: ScriptText, after: ScriptText): Said[] {
  const [was, is] = [before, after].map((one) => runText(one).trimEnd().split("\n")) as [
    string[],
    string[],
  ];
  const at = Math.max(
    0,
    is.findIndex((line, index) => line !== was[index]),
  );
  const place = Math.max(was.length, is.length) === 1 ? "" : `, line ${at + 1}`;
  const text = (lines: string[]) =>
    lines[at] === undefined ? "nothing" : quoted(lines[at].trim());
  const more = Math.max(was.length, is.length) - at > 1 ? " …" : "";
  return [say("work", `command${place}: ${text(was)} → ${text(is)}${more}`)];
}

/** Of a command; with `…` when more follows. */
export const firstLine = (action: ScriptText): string => firstLineOf(runText(action));

export function firstLineOf(text: string): string {
  const lines = text.trim().split("\n");
  return lines.length === 1 ? (lines[0] as string) : `${lines[0]} …`;
}
