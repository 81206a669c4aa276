// Values that a person gives one run: whether they fit, and what an attempt makes of them.

import { labelRule } from "../labels.ts";
import type { Scalar, Task } from "../pipeline.ts";
import { secretVariable } from "../secret-name.ts";
import type { OverrideKind } from "./describe.ts";

/** As asked; parameters are judged by their types elsewhere. */
export interface GivenValues {
  env: Record<string, string>;
  params: Record<string, unknown>;
  /** Null: where it runs stays as it is; empty: any worker. */
  runsOn: readonly string[] | null;
}

export interface ValueIssue {
  /** Such as `env.LEVEL`. */
  at: string;
  message: string;
  help?: string;
}

const environmentName = /^(?!TRUNKLINE_)[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/**
 * What is wrong with them for these tasks.
 * @param isWholeRun They are for all tasks: a parameter is the run's and no task's.
 */
export function valueIssues(
  { env, params, runsOn }: GivenValues,
  tasks: readonly Task[],
  isWholeRun: boolean,
): ValueIssue[] {
  const issues: ValueIssue[] = [];
  const names = Object.keys(env);
  if (names.length + Object.keys(params).length === 0 && runsOn === null)
    issues.push({ at: "", message: "nothing is given", help: "env, params or runsOn" });
  const secrets = new Map(
    tasks.flatMap((task) => [
      ...task.secrets.map((secret) => [secretVariable(secret), secret] as const),
      ...Object.entries(task.secretFiles ?? {}),
    ]),
  );
  for (const name of names) {
    const secret = secrets.get(name);
    if (!environmentName.test(name))
      issues.push({
        at: `env.${name}`,
        message: `"${name}" can't be a variable of a task`,
        help: "letters, digits and `_`, not starting with a digit or with TRUNKLINE_",
      });
    else if (secret !== undefined)
      issues.push({
        at: `env.${name}`,
        message: `${name} is the secret ${secret}`,
        help: "a secret comes from where secrets are kept, never as a text",
      });
  }
  if (names.length > 0 && tasks.every(({ action }) => action.kind !== "command"))
    issues.push({ at: "env", message: "only commands have an environment" });
  for (const name of isWholeRun ? [] : Object.keys(params))
    issues.push({
      at: `params.${name}`,
      message: `the parameter ${name} is the run's and no task's`,
      help: "leave the task out",
    });
  for (const label of runsOn ?? [])
    if (!labelRule.test(label))
      issues.push({ at: "runsOn", message: `"${label}" is no label of workers` });
  return issues;
}

/** A stored override of an attempt's task or of its run. */
export interface StoredValue {
  kind: OverrideKind;
  name: string;
  value: unknown;
}

/** What an attempt takes in place of what its spec and its run say; of equal names the last counts. */
export function givenValues(stored: readonly StoredValue[]): {
  env: Record<string, string>;
  params: Record<string, Scalar>;
} {
  const of = (kind: OverrideKind) =>
    Object.fromEntries(
      stored.filter((one) => one.kind === kind).map(({ name, value }) => [name, value as Scalar]),
    );
  return { env: of("env") as Record<string, string>, params: of("param") };
}
