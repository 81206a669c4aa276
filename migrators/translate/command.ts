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
    accounts.addAll(work.text.from, "exact", "same", placeIn(draft, "tasks", name, "run"));
    if (work.shell)
      accounts.addAll(work.shell.from, "exact", "same", placeIn(draft, "tasks", name, "run"));
  }
};

function runOf({ text, shell, directory }: Command): string {
  const own = isPlainShell(shell)
    ? text.value
    : `exec ${quoted(shell?.value ?? "")} -c ${quoted(text.value)}`;
  const lines = [
    // Tasks end at the first command that fails, command lines of schedulers go on.
    ...(isPlainShell(shell) && hasSeveral(text.value) ? ["set +e"] : []),
    ...(directory === "home" ? ["cd || exit"] : []),
    own,
  ];
  const run = lines.join("\n");
  return (lines.length === 1 ? run : `${run}\n`).replaceAll("${{", () => "$${{");
}

const isPlainShell = (shell: Sourced<string> | null): boolean =>
  shell === null || shell.value === "/bin/sh" || shell.value === "sh";

/** Whether a command may follow one that failed. */
const hasSeveral = (text: string): boolean =>
  /[;&(){}`\n]|\b(?:if|for|while|until|case)\b/.test(text.replaceAll(/&&|\|\||[<>]&|&>/g, " "));

const quoted = (text: string): string =>
  /^[\w/.+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
