// What all tasks of a pipeline say alike is said once, in its `defaults`.

import type { TaskDefaults, TaskSpec } from "#schemas/types.ts";
import type { PipelineDraft } from "./draft.ts";

/** A list nearer to the task replaces the one of the defaults, and so do single values. */
const keys = ["runsOn", "timeout", "retry", "pools", "locks"] as const;

/** Moves it there. Tasks that only refuse to run have no part in it. */
export function liftDefaults({ spec, tasks }: PipelineDraft): void {
  const running = tasks.map((task) => task.spec).filter(({ uses }) => uses !== "unsupported");
  // Only commands have a user and an environment: of other tasks the defaults say none.
  const commands = running.filter(({ run }) => run !== undefined);
  const defaults: TaskDefaults = {};
  for (const key of keys) lift(key, running, defaults);
  lift("runAs", commands, defaults);
  // Of tasks that run a pipeline the defaults say no window, nor of which day one is.
  const timed = running.filter(({ uses }) => uses !== "pipeline");
  if (timed.every(({ notAfter }) => notAfter?.length === 5)) lift("notAfter", timed, defaults);
  const env = Object.entries(commands[0]?.env ?? {}).filter(([name, value]) =>
    commands.every((each) => each.env?.[name] === value),
  );
  if (env.length > 0 && commands.length > 1) {
    defaults.env = Object.fromEntries(env);
    for (const each of commands) withoutVariables(each, defaults.env);
  }
  if (Object.keys(defaults).length > 0) spec.defaults = { ...defaults, ...spec.defaults };
}

function lift(
  key: "runAs" | "notAfter" | (typeof keys)[number],
  specs: readonly TaskSpec[],
  defaults: TaskDefaults,
): void {
  const value = specs[0]?.[key];
  if (value === undefined || specs.length < 2) return;
  const text = JSON.stringify(value);
  if (!specs.every((each) => JSON.stringify(each[key]) === text)) return;
  Object.assign(defaults, { [key]: value });
  for (const each of specs) delete each[key];
}

function withoutVariables(spec: TaskSpec, shared: Readonly<Record<string, string>>): void {
  const own = Object.entries(spec.env ?? {}).filter(([name]) => !Object.hasOwn(shared, name));
  if (own.length === 0) delete spec.env;
  else spec.env = Object.fromEntries(own);
}
