// What decides whether a job that is due may start: a person's word, its place in the queue, and the state that it was in
// when the files were written.

import type { LegacyJob, LegacyState } from "../legacy.ts";
import { type Hold, type Pass, type PipelineDraft, placeIn } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { openBy } from "./opening.ts";
import { refuseJob } from "./refuse.ts";

/** A person must let each start pass. */
export const confirm: Pass = (draft) => {
  for (const { name, job, spec, accounts } of draft.tasks) {
    if (!job.confirm) continue;
    if (job.confirm.value) spec.approval = {};
    accounts.addAll(job.confirm.from, "exact", "same", placeIn(draft, "tasks", name, "approval"));
  }
  for (const group of groupsOf(draft)) {
    if (!group.confirm) continue;
    const { value, from } = group.confirm;
    if (!value) draft.accounts.addAll(from, "inert", "confirm-none");
    else if (!draft.tasks.some(({ job }) => job === group)) {
      const name = openBy(draft, group, { approval: {} }, "confirm") ?? "";
      const place = placeIn(draft, "tasks", name, "approval");
      draft.accounts.addAll(from, "equivalent", "confirm-first", place);
    }
  }
};

/** Words of the Automation API; two letters of Control-M have an order that each site sets. */
const words: Readonly<Record<string, number>> = {
  ...{ very_high: 50, high: 25, medium: 0, low: -25, very_low: -50 },
};

export const priority: Pass = (draft, { estate }) => {
  for (const { name, job, spec, accounts } of draft.tasks) {
    if (!job.priority) continue;
    const { value, from } = job.priority;
    const points = pointsOf(value, estate.system === "autosys");
    if (points) spec.priority = points;
    const code = points === null ? "priority-site" : "priority-points";
    accounts.addAll(from, "equivalent", code, placeIn(draft, "tasks", name, "priority"));
  }
  for (const group of groupsOf(draft))
    if (group.priority) draft.accounts.addAll(group.priority.from, "inert", "group-runs-nothing");
};

/** Null: nobody can say. Of AutoSys less comes first, and 0 skips the queue. */
function pointsOf(text: string, isAutosys: boolean): number | null {
  const word = text.trim().toLowerCase().replaceAll(" ", "_");
  if (!isAutosys) return Object.hasOwn(words, word) ? (words[word] as number) : null;
  if (!/^\d{1,9}$/.test(word)) return null;
  return Number(word) === 0 ? 100 : Math.max(-100, -Number(word));
}

/** Holds are acts on what is deployed: no spec has them. Until somebody says that they are placed, the jobs stay out. */
export const state: Pass = (draft, project) => {
  for (const job of new Set([...draft.tasks.map((task) => task.job), ...groupsOf(draft)])) {
    if (!job.state || job.state.value === "active") continue;
    const { value, from } = job.state;
    if (project.holdsPlaced) {
      draft.accounts.addAll(from, "equivalent", "state-hold");
      project.holds.push(holdOf(draft, job, value));
      continue;
    }
    const message = `it is ${said[value]}; \`holds: placed\` in the parameters says that a hold here keeps it so`;
    refuseJob(job, { code: "state-held", message, from }, project.estate);
    const decision = project.decisions.getOrInsertComputed("holds", () => ({
      ...{ parameter: "holds", code: "state-held", jobs: [], obtain: null },
      question: "Will the commands of holds.md be given before anything starts? Say `placed`.",
    }));
    decision.jobs.push(job.key);
  }
};

const said: Readonly<Record<Exclude<LegacyState, "active">, string>> = {
  ...{ held: "on hold", iced: "on ice", noExecute: "passed without being executed" },
  inactive: "inactive",
};

const modes: Readonly<Record<Exclude<LegacyState, "active">, string>> = {
  ...{ held: "hold", iced: "ice", noExecute: "noexec", inactive: "ice" },
};

/** Commands that hold what a job has become; of a group all tasks in it. */
function holdOf(draft: PipelineDraft, job: LegacyJob, value: Exclude<LegacyState, "active">): Hold {
  const all = draft.tasks.filter((task) => task.job === job || task.groups.includes(job));
  const tasks = job === draft.job ? [""] : all.map(({ name }) => ` ${name}`);
  const mode = modes[value];
  const option = mode === "hold" ? "" : ` --mode ${mode}`;
  return {
    job: job.key,
    commands: tasks.map((task) => `trunkline hold ${draft.name}${task}${option} --reason imported`),
  };
}
