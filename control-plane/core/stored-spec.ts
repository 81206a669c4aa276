// A pipeline as it is hashed and stored: without what says nothing. That is a third of a typical spec; and a property
// that a later version adds leaves the hash of every pipeline alone that does not use it, so an upgrade deploys nothing.

import { midnight } from "./business-date.ts";
import { canonicalJson } from "./canonical.ts";
import type { Pipeline, Task } from "./pipeline.ts";

/** What a property is when it says nothing; those that always say something are not here. */
const nothingOfTask: Omit<Task, "action" | "group" | "name" | "retry"> = {
  condition: null,
  deadline: null,
  effects: [],
  env: {},
  failFast: false,
  gates: null,
  matrix: {},
  needs: [],
  on: [],
  onFailure: "fail",
  outputs: {},
  phase: "main",
  priority: 0,
  runAs: null,
  runsOn: [],
  secrets: [],
  timeoutMs: null,
};

const nothing: Omit<Pipeline, "concurrency" | "name" | "tasks" | "timezone"> = {
  after: [],
  awaits: null,
  calendar: null,
  deadline: null,
  description: null,
  failFast: false,
  newDay: midnight,
  owner: null,
  params: {},
  tags: {},
  triggers: [],
  undoWhen: [],
};

for (const values of [nothingOfTask, nothing])
  for (const value of Object.values(values)) Object.freeze(value);

/** Canonical JSON of what the pipeline says: equal texts are equal pipelines. */
export const specText = (pipeline: Pipeline): string =>
  canonicalJson({
    ...short(pipeline, nothing),
    tasks: pipeline.tasks.map((task) => short(task, nothingOfTask)),
  });

function short<T extends object>(whole: T, nothings: Partial<T>): Partial<T> {
  const said: Partial<T> = {};
  for (const key in whole) if (!isNothing(whole[key], nothings[key])) said[key] = whole[key];
  return said;
}

/** @param none An empty list, an empty map, a plain value, or undefined where every value says something. */
function isNothing(value: unknown, none: unknown): boolean {
  if (value === none) return true;
  if (typeof none !== "object" || none === null) return value === undefined;
  for (const _ in value as object) return false;
  return true;
}

/** The whole pipeline of a stored spec, also of one that an earlier version stored in full, or without newer properties. */
export function storedPipeline(spec: unknown): Pipeline {
  const said = spec as Pipeline;
  return { ...nothing, ...said, tasks: said.tasks.map((task) => ({ ...nothingOfTask, ...task })) };
}
