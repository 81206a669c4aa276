// What a task does: that it says one thing, and that this is known and has its inputs.

import { isNative, kindOfSpec, nativeUses } from "./actions/kinds.ts";
import type { ConnectionSource } from "./connection.ts";
import { isTemplatePath, type LocalTask, placeIn, rawOf } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { closest } from "./suggest.ts";

/** Problems of `run` or `uses` with `with`; a template's are judged where it is read. */
export function checkAction(
  task: LocalTask,
  connections: ConnectionSource,
  problems: Problem[],
): void {
  const { spec } = task;
  const wasCut = (key: string) => key in rawOf(task) && !(key in spec);
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
  else if (!isNative(spec.uses) && connections.connector(spec.uses) === undefined)
    problems.push(unknownUses(task, spec.uses, connections));
  else checkUses(task, spec.uses, connections, problems);
}

function checkUses(
  task: LocalTask,
  uses: string,
  source: ConnectionSource,
  problems: Problem[],
): void {
  const kind = kindOfSpec({ uses });
  if (kind.needs !== null && task.spec.with === undefined && !("with" in rawOf(task)))
    problems.push({
      ...{ ...placeIn(task, "uses"), code: "task-action" },
      message: `\`uses: ${uses}\` needs ${kind.needs[0]}`,
      help: `add ${kind.needs[1]}`,
    });
  if (uses !== "command" && uses !== "pipeline") checkNoCommand(task, uses, problems);
  checkReport(task, uses, problems);
  kind.check(task, source, problems);
}

function unknownUses(task: LocalTask, uses: string, source: ConnectionSource): Problem {
  const near = closest(uses, [...nativeUses, ...source.connectorNames]);
  const native = nativeUses.map((name) => `\`${name}\``).join(", ");
  return {
    ...placeIn(task, "uses"),
    code: "unknown-uses",
    message: `there is no "${uses}"`,
    help:
      near === null
        ? `known: ${native}, a connector (\`trunkline connectors\`), or the path of a template such as ./templates/load.yaml`
        : `did you mean "${near}"?`,
  };
}

/** What only a command has. */
function checkNoCommand(task: LocalTask, uses: string, problems: Problem[]): void {
  const { spec } = task;
  const refuse = (key: "env" | "runAs", help: string) => {
    if (spec[key] === undefined) return;
    const message = `\`${key}\` is for commands; \`uses: ${uses}\` has none`;
    problems.push({ ...placeIn(task, key), at: "key", code: "task-action", message, help });
  };
  const instead =
    uses === "ssh" ? "write `with: {env: …}`" : "put `${{ }}` where the value is needed";
  refuse("env", instead);
  refuse("runAs", "it works in the worker, with the user that its connection or its secret names");
}

function checkReport(task: LocalTask, uses: string, problems: Problem[]): void {
  const { report, with: given } = task.spec;
  if (report === undefined || uses === "command") return;
  if (uses !== "container") {
    const message = `\`report\` is for commands and containers; \`uses: ${uses}\` leaves no file`;
    problems.push({ ...placeIn(task, "report"), at: "key", code: "task-action", message });
  } else if (!report.file?.startsWith("/") && given?.workingDirectory === undefined)
    problems.push({
      ...placeIn(task, "report", "file"),
      code: "task-action",
      message: "the image's own working directory is not known here",
      help: "write an absolute path, or give the container a `workingDirectory`",
    });
}
