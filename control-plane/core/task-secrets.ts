// The secrets of a task: which it names, and that their names stay apart in its environment.

import type { TaskSpec } from "#schemas/types.ts";
import type { Action } from "./action.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { secretVariable } from "./secret-name.ts";

/** All secrets that an attempt is given, sorted: those listed, and those that its action names. */
export function secretsOf(spec: TaskSpec, action: Action): string[] {
  if (!spec.secrets && action.kind === "command") return none;
  const names = new Set(spec.secrets);
  if (action.kind === "http" && action.auth) names.add(action.auth.secret);
  if (action.kind === "sql" && action.connection.password !== null)
    names.add(action.connection.password);
  return [...names].sort();
}

const none: string[] = [];

/** Two secrets that a command would read from one variable. */
export function checkSecrets(task: LocalTask, problems: Problem[]): void {
  const { secrets } = task.spec;
  if (!secrets) return;
  const taken = new Map<string, string>();
  for (const [index, name] of secrets.entries()) {
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
}
