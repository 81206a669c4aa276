// What all tasks of a pipeline say alike is said once, in its `defaults`.

import type { TaskDefaults, TaskSpec } from "#schemas/types.ts";
import type { PipelineDraft } from "./draft.ts";

/** A list nearer to the task replaces the one of the defaults, and so do single values. */
const keys = ["runsOn", "runAs", "timeout", "retry", "pools", "locks"] as const;

export function shared({ spec, tasks }: PipelineDraft): void {
  // A task that only refuses to run would say none of it.
  const running = tasks.map((task) => task.spec).filter(({ uses }) => uses !== "unsupported");
  const [first, ...others] = running;
  if (first === undefined || others.length === 0) return;
  const defaults: TaskDefaults = {};
  for (const key of keys) {
    if (first[key] === undefined || !others.every((each) => isSame(each[key], first[key])))
      continue;
    Object.assign(defaults, { [key]: first[key] });
    for (const each of running) delete each[key];
  }
  const env = Object.entries(first.env ?? {}).filter(([name, value]) =>
    others.every((each) => each.env?.[name] === value),
  );
  if (env.length > 0) defaults.env = Object.fromEntries(env);
  for (const each of running) withoutShared(each, env);
  if (Object.keys(defaults).length > 0) spec.defaults = { ...defaults, ...spec.defaults };
}

function withoutShared(spec: TaskSpec, env: readonly [string, string][]): void {
  for (const [name] of env) delete spec.env?.[name];
  if (spec.env && Object.keys(spec.env).length === 0) delete spec.env;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
