// `shadow` of a task, normalized. It is part of the pipeline at every stage, so that a plan shows what would run.

import type { ShadowDefaults, ShadowSpec, TaskSpec } from "#schemas/types.ts";
import type { Action } from "../action.ts";
import { kindOf, kindOfSpec } from "../actions/kinds.ts";
import { runText } from "../command-action.ts";
import type { ConnectionSource } from "../connection.ts";
import { inOrder } from "../in-order.ts";
import { secretsOf } from "../task-secrets.ts";
import { isHarmless, shadowTask } from "./declared.ts";
import { type DeclaredOutput, declaredOutput, outputSpec } from "./outputs.ts";

/** What a task does in shadow; a task without it isn't run there. */
export type TaskShadow = { skip: true } | RunInShadow;

export interface RunInShadow {
  /** Of a task that says that it has none; without `work` it is run as it is. */
  sideEffects?: "none";
  /** What is done instead. */
  work?: { action: Action; env: Record<string, string>; secrets: string[] };
  outputs?: DeclaredOutput[];
}

/** Of a task without problems. @param env What the pipeline gives its commands. */
export function normalizeShadow(
  spec: TaskSpec,
  defaults: ShadowDefaults | undefined,
  env: Record<string, string>,
  source: Pick<ConnectionSource, "connection" | "connector">,
): TaskShadow | null {
  if (spec.shadow?.skip) return { skip: true };
  const its = shadowTask(spec, defaults);
  if (typeof its === "string") return null;
  const outputs = spec.shadow?.outputs?.map(declaredOutput);
  const says = isHarmless(spec.shadow, defaults);
  const { shadow: _, ...plain } = spec;
  const action = kindOfSpec(its).action(its, source);
  const work = {
    action,
    env: action.kind === "command" ? inOrder({ ...env, ...its.env }) : {},
    secrets: secretsOf(its, action),
  };
  return {
    ...(outputs === undefined ? {} : { outputs }),
    ...(says ? { sideEffects: "none" } : {}),
    ...(says && JSON.stringify(its) === JSON.stringify(plain) ? {} : { work }),
  };
}

/** What gives it again. */
export function shadowSpec(shadow: TaskShadow): ShadowSpec {
  if ("skip" in shadow) return { skip: true };
  const { sideEffects, work, outputs } = shadow;
  return {
    ...(sideEffects === undefined ? {} : { sideEffects }),
    ...(work === undefined ? {} : workSpec(work, sideEffects !== undefined)),
    ...(outputs === undefined ? {} : { outputs: outputs.map(outputSpec) }),
  };
}

function workSpec(
  { action, env, secrets }: NonNullable<RunInShadow["work"]>,
  isSame: boolean,
): ShadowSpec {
  const given = action.kind === "ssh" ? action.env : env;
  const said: ShadowSpec = Object.keys(given).length === 0 ? {} : { env: given };
  if (isSame) return said;
  if (secrets.length > 0) said.secrets = secrets;
  if (action.kind === "command" || action.kind === "ssh") said.run = runText(action);
  if (action.kind === "command") return said;
  const [connection] = kindOf(action).connections(action).slice(-1);
  return { ...said, ...(connection === undefined ? {} : { connection }) };
}
