// `run`, or `uses: command`.

import type { TaskSpec } from "#schemas/types.ts";
import type { CommandAction } from "../action.ts";
import { commandAction, runText } from "../command-action.ts";
import { type LocalTask, placeIn, rawOf } from "../local-task.ts";
import { type Said, say } from "../plan/said.ts";
import { quoted } from "../plan/wording.ts";
import type { Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { type Kind, reachesNothing } from "./kind.ts";

export const command: Kind<CommandAction> = {
  ...reachesNothing,
  needs: null,
  check: (task, _, problems) => checkCommand(task, problems),
  action: (spec, _, script) => commandAction(runOf(spec), script),
  spec: (action) => ({ run: runText(action) }),
  text: (action) => `runs ${quoted(firstLine(action))}`,
  changes: commandChanges,
  reaches: () => ["runs a command"],
};

function checkCommand(task: LocalTask, problems: Problem[]): void {
  const given = task.spec.with ?? {};
  if (typeof given.run !== "string" && !(task.spec.with === undefined && "with" in rawOf(task)))
    problems.push({
      ...placeIn(task, "uses"),
      code: "task-action",
      message: "`uses: command` needs the text to run",
      help: "write `with: {run: …}`, or `run:` instead of `uses:`",
    });
  for (const key of Object.keys(given))
    if (key !== "run")
      problems.push({
        ...placeIn(task, "with", key),
        at: "key",
        code: "unknown-property",
        message: `unknown property "${key}"`,
        help: didYouMean(key, ["run"]),
      });
}

function runOf(spec: TaskSpec): string {
  if (spec.run !== undefined) return spec.run;
  const run = spec.with?.run;
  if (typeof run !== "string") throw new Error("a task without a text to run was not validated");
  return run;
}

/** The first lines that differ, once what stands before them is left out. */
function commandChanges(before: CommandAction, after: CommandAction): Said[] {
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

const firstLine = (action: CommandAction): string => {
  const lines = runText(action).trim().split("\n");
  return lines.length === 1 ? (lines[0] as string) : `${lines[0]} …`;
};
