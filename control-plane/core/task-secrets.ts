// The secrets of a task: which it names, as variables and as files, and that they stay apart in its environment.

import type { TaskSpec } from "#schemas/types.ts";
import type { Action } from "./action.ts";
import { kindOf } from "./actions/kinds.ts";
import { actionOf, type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { secretVariable } from "./secret-name.ts";

/** All secrets that an attempt is given, sorted: those listed, and those that its action names. */
export function secretsOf(spec: TaskSpec, action: Action): string[] {
  if (!spec.secrets && !spec.secretFiles && action.kind === "command") return none;
  const names = new Set([...(spec.secrets ?? []), ...Object.values(spec.secretFiles ?? {})]);
  for (const name of kindOf(action).secrets(action)) names.add(name);
  return [...names].sort();
}

const none: string[] = [];

/** Two secrets that a command would read from one variable, and what only a command can read. */
export function checkSecrets(task: LocalTask, problems: Problem[]): void {
  const { secrets, secretFiles } = task.spec;
  if (!secrets && !secretFiles) return;
  const taken = new Map<string, string>();
  for (const [index, name] of (secrets ?? []).entries()) {
    // Cut for its form.
    if (typeof name !== "string") continue;
    const variable = secretVariable(name);
    const other = taken.get(variable);
    if (other === undefined) {
      taken.set(variable, name);
      continue;
    }
    const message =
      other === name
        ? `"${name}" is already in \`secrets\``
        : `"${other}" and "${name}" would both be ${variable} in the environment`;
    problems.push({ ...placeIn(task, "secrets", index), code: "duplicate-item", message });
  }
  if (secretFiles) checkFiles(task, secretFiles, taken, problems);
}

/** @param taken Names of secrets by the variables that hold them. */
function checkFiles(
  task: LocalTask,
  files: Record<string, string>,
  taken: ReadonlyMap<string, string>,
  problems: Problem[],
): void {
  const action = actionOf(task.spec);
  if (action !== null && "uses" in action)
    problems.push({
      ...placeIn(task, "secretFiles"),
      at: "key",
      code: "task-action",
      message: "only commands read secrets as files",
      help: "name it in `secrets`, or where the request or the connection has its secret",
    });
  const listed = new Set(taken.values());
  for (const [variable, name] of Object.entries(files)) {
    const place = placeIn(task, "secretFiles", variable);
    const twice = (message: string) =>
      problems.push({ ...place, at: "key", code: "duplicate-item", message });
    const secret = taken.get(variable);
    if (secret !== undefined) twice(`${variable} is the secret "${secret}" in the environment`);
    else if (task.spec.env && variable in task.spec.env) twice(`${variable} is already in \`env\``);
    if (listed.has(name))
      problems.push({
        ...place,
        code: "duplicate-item",
        message: `"${name}" is already in \`secrets\`, which puts its value into the environment`,
      });
  }
}
