// What a task does: that it says one thing, and that this is known and has its inputs.

import { checkChild, checkInputsThere } from "./child-check.ts";
import type { ConnectionSource } from "./connection.ts";
import { checkConnectorTask } from "./connector/check-task.ts";
import { checkHttp } from "./http-check.ts";
import { isTemplatePath, type LocalTask, placeIn, rawOf } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { checkSql } from "./sql-check.ts";
import { closest, didYouMean } from "./suggest.ts";

/** Problems of `run` or `uses` with `with`; a template's are judged where it is read. */
export function checkAction(
  task: LocalTask,
  connections: ConnectionSource,
  problems: Problem[],
): void {
  const { spec } = task;
  const raw = rawOf(task);
  const wasCut = (key: string) => key in raw && !(key in spec);
  const missing = (message: string, help?: string) =>
    problems.push({ ...placeIn(task), at: "key", code: "task-action", message, help });
  if (spec.run !== undefined && spec.uses !== undefined)
    problems.push({
      ...placeIn(task, "uses"),
      at: "key",
      code: "task-action",
      message: `task "${task.name}" has both \`run\` and \`uses\``,
      help: "keep one of them",
    });
  else if (spec.run !== undefined && spec.with !== undefined)
    problems.push({
      ...placeIn(task, "with"),
      at: "key",
      code: "task-action",
      message: "`with` belongs to `uses`; this task has `run`",
      help: "give values to a script through `env`",
    });
  else if (spec.run === undefined && spec.uses === undefined && !wasCut("run") && !wasCut("uses"))
    missing(
      `task "${task.name}" has neither \`run\` nor \`uses\``,
      "say what it does: `run: ./script.sh`",
    );
  else if (spec.uses === undefined || isTemplatePath(spec.uses)) return;
  else if (spec.uses === "command") checkCommand(task, problems);
  else if (spec.uses === "pipeline") {
    checkInputsThere(task, "pipeline", problems);
    checkChild(task, problems);
  } else if (spec.uses === "http" || spec.uses === "sql") {
    checkInputsThere(task, spec.uses, problems);
    checkNoCommand(task, spec.uses, problems);
    if (spec.uses === "http") checkHttp(task, problems);
    else checkSql(task, connections, problems);
  } else checkOtherUses(task, spec.uses, connections, problems);
}

/** A connector, or nothing that is known. */
function checkOtherUses(
  task: LocalTask,
  uses: string,
  source: ConnectionSource,
  problems: Problem[],
): void {
  const connector = source.connector(uses);
  if (connector !== undefined) {
    checkNoCommand(task, uses, problems);
    checkConnectorTask(task, connector, source, problems);
    return;
  }
  const near = closest(uses, ["command", "http", "sql", "pipeline", ...source.connectorNames]);
  problems.push({
    ...placeIn(task, "uses"),
    code: "unknown-uses",
    message: `there is no "${uses}"`,
    help:
      near === null
        ? "known: `command`, `http`, `sql`, `pipeline`, a connector (`trunkline connectors`), or the path of a template such as ./templates/load.yaml"
        : `did you mean "${near}"?`,
  });
}

/** What only a command has. */
function checkNoCommand(task: LocalTask, uses: string, problems: Problem[]): void {
  const { spec } = task;
  const refuse = (key: "env" | "runAs", help: string) => {
    if (spec[key] === undefined) return;
    const message = `\`${key}\` is for commands; \`uses: ${uses}\` has none`;
    problems.push({ ...placeIn(task, key), at: "key", code: "task-action", message, help });
  };
  refuse("env", "put `${{ }}` where the value is needed");
  refuse("runAs", "it works in the worker, with the user that its connection or its secret names");
}

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
