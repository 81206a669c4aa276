// What a job runs, as the text of `run`: the same characters for the same shell, from the same directory.

import type { Command } from "../legacy/work.ts";
import type { Sourced } from "../legacy.ts";
import { type Pass, placeIn } from "./draft.ts";

export const command: Pass = (draft) => {
  for (const { name, job, spec, accounts } of draft.tasks) {
    const { work } = job;
    // It does nothing, but is waited for like any other.
    if (work.kind === "dummy") spec.run = ":";
    if (work.kind !== "command") continue;
    spec.run = runOf(work);
    const directory = typeof work.directory === "object" ? work.directory : null;
    for (const said of [work.text, work.shell, work.stdin, directory])
      if (said) accounts.addAll(said.from, "exact", "same", placeIn(draft, "tasks", name, "run"));
  }
};

function runOf({ text, shell, directory, stdin }: Command): string {
  const input = stdin?.value && "text" in stdin.value ? stdin.value.text : "";
  // Input is that of all commands of the line: a shell of their own reads it.
  const isOwn = isPlainShell(shell) && input === "";
  const own = isOwn
    ? text.value
    : withInput(`exec ${quoted(shell?.value ?? "/bin/sh")} -c ${quoted(text.value)}`, input);
  const lines = [
    // Tasks end at the first command that fails, command lines of schedulers go on.
    ...(isOwn && hasSeveral(text.value) ? ["set +e"] : []),
    ...(directory === "home" ? ["cd || exit"] : []),
    ...(typeof directory === "object" ? [`cd ${quoted(directory.value)} || exit`] : []),
    own,
  ];
  const run = lines.join("\n");
  return (lines.length === 1 ? run : `${run}\n`).replaceAll("${{", () => "$${{");
}

/**
 * A here-document; it can't leave out the last line break. None of its lines begins with its last word: of one that goes on
 * behind it dash loses a byte.
 */
function withInput(command: string, input: string): string {
  if (input === "") return command;
  if (!input.endsWith("\n")) return `printf %s ${quoted(input)} | ${command}`;
  let end = "END";
  for (const [, more = ""] of input.matchAll(/^END(_*)/gm))
    if (more.length >= end.length - 3) end = `END_${more}`;
  return `${command} <<'${end}'\n${input}${end}`;
}

const isPlainShell = (shell: Sourced<string> | null): boolean =>
  shell === null || shell.value === "/bin/sh" || shell.value === "sh";

/** Whether a command may follow one that failed. */
const hasSeveral = (text: string): boolean =>
  /[;&(){}`\n]|\b(?:if|for|while|until|case)\b/.test(text.replaceAll(/&&|\|\||[<>]&|&>/g, " "));

const quoted = (text: string): string =>
  /^[\w/.+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
