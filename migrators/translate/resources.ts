// What jobs share: quantitative resources as pools of units, control resources as locks, with their totals in `pools.yaml`.

import type { LegacyJob, LegacyResource, ResourceUse } from "../legacy.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

const file = "pools.yaml";
/** Of each estate, by name. */
const named = new WeakMap<readonly LegacyResource[], ReadonlyMap<string, LegacyResource>>();

export const resources: Pass = (draft, project) => {
  const { resources: all } = project.estate;
  const byName = named.getOrInsertComputed(
    all,
    () => new Map(all.map((each) => [each.name, each])),
  );
  for (const task of draft.tasks)
    for (const use of task.job.resources) take(use, byName.get(use.resource), task, draft, project);
  for (const group of groupsOf(draft)) {
    const [first] = group.resources;
    if (!first || draft.tasks.some(({ job }) => job === group)) continue;
    const message = `${first.resource} is taken for as long as all that is in it runs`;
    refuseJob(group, { code: "resource-group", message, from: first.amount.from }, project.estate);
  }
};

function take(
  use: ResourceUse,
  known: LegacyResource | undefined,
  { name: task, job, spec, accounts }: TaskDraft,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const { resource, keepOnFailure } = use;
  const { value: amount, from } = use.amount;
  const fault = faultOf(use, known);
  if (fault) {
    refuseJob(job, { ...fault, from }, project.estate);
    return;
  }
  const units = known?.units?.value ?? null;
  if (amount === 0) accounts.addAll(from, "inert", "resource-none");
  else if (typeof amount === "number" && units === null) ask(resource, job, from, project);
  else {
    const name = poolName(resource, project);
    declare(name, typeof amount === "number" ? { units } : { lock: true }, known, project);
    if (typeof amount === "number")
      spec.pools = {
        ...spec.pools,
        [name]: keepOnFailure ? { units: amount, keepOnFailure } : amount,
      };
    else
      spec.locks = {
        ...spec.locks,
        [name]: keepOnFailure ? { mode: amount, keepOnFailure } : amount,
      };
    const list = typeof amount === "number" ? "pools" : "locks";
    accounts.addAll(from, "exact", "same", placeIn(draft, "tasks", task, list, name));
  }
}

function faultOf(
  { resource, amount, spend }: ResourceUse,
  known: LegacyResource | undefined,
): { code: string; message: string } | null {
  if (spend || known?.kind === "spent")
    return { code: "resource-spent", message: `units of ${resource} don't come back` };
  if (known?.kind === "threshold")
    return { code: "resource-threshold", message: `${resource} is looked at and not taken` };
  const total = known?.units?.value;
  return typeof amount.value === "number" && total !== undefined && amount.value > total
    ? {
        code: "resource-total",
        message: `it takes ${amount.value} of ${total} units of ${resource}`,
      }
    : null;
}

/** The total is in no export of Control-M. */
function ask(
  resource: string,
  job: LegacyJob,
  from: ResourceUse["amount"]["from"],
  project: ProjectDraft,
): void {
  const parameter = `resources.${resource}`;
  const message = `how many units ${resource} has isn't known`;
  refuseJob(job, { code: "resource-units", message, from }, project.estate);
  const decision = project.decisions.getOrInsertComputed(parameter, () => ({
    ...{ parameter, code: "resource-units", jobs: [] },
    question: `How many units has the resource ${resource}?`,
    obtain:
      project.estate.system === "control-m" ? "ecaqrtab LIST" : "autorep -q ALL for resources",
  }));
  decision.jobs.push(job.key);
}

function declare(
  name: string,
  pool: Record<string, unknown>,
  known: LegacyResource | undefined,
  project: ProjectDraft,
): void {
  project.files.getOrInsertComputed(file, () => ({}))[name] ??= pool;
  if (!known?.statement) return;
  const target = `${file}#${name}`;
  project.accounts.add(known.statement, "exact", "same", target);
  project.accounts.addAll(known.statement.attributes, "exact", "same", target);
}

/** As pools may be called; two that would be called alike are told apart by a number. */
function poolName(resource: string, { shared }: ProjectDraft): string {
  const wanted = resource
    .replaceAll(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 63);
  return shared.of("pools", resource, wanted || "pool");
}
