// `run`, or `uses: command`.

import type { TaskSpec } from "#schemas/types.ts";
import type { CommandAction } from "../action.ts";
import { commandAction, runText } from "../command-action.ts";
import { type LocalTask, placeIn, rawOf } from "../local-task.ts";
import { quoted } from "../plan/wording.ts";
import type { Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { type Kind, reachesNothing } from "./kind.ts";
import { firstLine, scriptChanges } from "./script-text.ts";

export const command: Kind<CommandAction> = {
  ...reachesNothing,
  needs: null,
  check: (task, _, problems) => checkCommand(task, problems),
  action: (spec, _, script) => commandAction(runOf(spec), script),
  spec: (action) => ({ run: runText(action) }),
  text: (action) => `runs ${quoted(firstLine(action))}`,
  changes: scriptChanges,
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
