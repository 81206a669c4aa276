// The file of names, as an import before has written it and people have edited it. It has a line for each job of an estate:
// more than a spec may have, so it is read with its own few rules.

import { loadAll, YAMLException } from "js-yaml";
import type { NamesByJob, PipelineNames } from "./kept.ts";

/** As `schemas/pipeline.schema.json` has them. */
const pipelineName = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const taskName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/** The names, or what is wrong with the first that can't be one. */
export function readNames(text: string): { names: NamesByJob } | { fault: string } {
  let read: unknown;
  try {
    // None where there is nothing but comments.
    [read] = loadAll(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { fault: `line ${(error.mark?.line ?? 0) + 1}: ${error.reason}` };
  }
  const names: [string, PipelineNames][] = [];
  const taken = new Map<string, string>();
  for (const [job, given] of Object.entries(mapOf(read) ?? {})) {
    const { name, tasks = {} } = mapOf(given) ?? {};
    const byJob = mapOf(tasks);
    if (typeof name !== "string" || !pipelineName.test(name) || byJob === null)
      return { fault: `${job}: its \`name\` is none that a pipeline may have` };
    const other = taken.get(name);
    if (other !== undefined) return { fault: `${job}: ${name} is the name of ${other} as well` };
    taken.set(name, job);
    const fault = faultOf(byJob);
    if (fault !== null) return { fault: `${job}: ${fault}` };
    names.push([job, { name, tasks: byJob as Record<string, string> }]);
  }
  return { names: Object.fromEntries(names) };
}

/** Pipelines that are called otherwise than before: what each is called now → before. */
export function renamedBy(before: NamesByJob, now: NamesByJob): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const [job, { name }] of Object.entries(now)) {
    const old = Object.hasOwn(before, job) ? before[job]?.name : undefined;
    if (old !== undefined && old !== name) renamed.set(name, old);
  }
  return renamed;
}

function faultOf(tasks: Record<string, unknown>): string | null {
  const taken = new Map<unknown, string>();
  for (const [job, name] of Object.entries(tasks)) {
    if (typeof name !== "string" || !taskName.test(name))
      return `the name of ${job} is none that a task may have`;
    const other = taken.get(name);
    if (other !== undefined) return `${job}: ${name} is the name of ${other} as well`;
    taken.set(name, job);
  }
  return null;
}

const mapOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
