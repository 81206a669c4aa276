// Jobs whose failure ends their box, and those that the end of their box ends.

import type { LegacyJob } from "../legacy.ts";
import { type Pass, type PipelineDraft, placeIn, type TaskDraft } from "./draft.ts";
import { endsRun, groupEnds } from "./group-ends.ts";
import { groupsOf, jobsOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

export const terminators: Pass = (draft, project) => {
  for (const { job, accounts } of draft.tasks)
    if (job.parent === null)
      for (const one of [job.result.endsGroup, job.result.endedByGroup])
        accounts.addAll(one?.from ?? [], "inert", "jil-no-box");
    else accounts.addAll(job.result.endedByGroup?.from ?? [], "equivalent", "ended-by-group");
  if (project.estate.system === "autosys")
    for (const group of groupsOf(draft)) if (group !== draft.job) groupEnds(group, draft, project);
  const ending = draft.tasks.filter(
    ({ job }) => job.parent !== null && job.result.endsGroup?.value,
  );
  if (ending.length === 0) return;
  const isAutosys = project.estate.system === "autosys";
  if (isAutosys && draft.tasks.every((task) => task.made || endsRun(task))) {
    draft.spec.failFast = true;
    for (const task of ending) stops(task, placeIn(draft, "failFast"));
    return;
  }
  const order = new TaskOrder(draft);
  for (const task of ending) {
    const from = task.job.result.endsGroup?.from ?? [];
    if (project.estate.system === "control-m") {
      const group = task.groups.at(-1) ?? draft.job;
      if (group.work.kind === "group" && !group.work.gates)
        task.accounts.addAll(from, "equivalent", "ends-simple-folder");
      else if (order.isLast(task, jobsOf(draft, group)))
        task.accounts.addAll(from, "equivalent", "ends-group-last");
      else {
        const message = `its end ends ${group.name}, and what has not run there by then never does`;
        refuseJob(task.job, { code: "ends-folder-early", message, from }, project.estate);
      }
      continue;
    }
    const group = endedBy(task, draft);
    if (isAutosys && order.isBesideNone(task, jobsOf(draft, group)))
      task.accounts.addAll(from, "equivalent", "ends-group-alone");
    else if (isAutosys && endsRun(task)) {
      task.spec.onFailure = "stop";
      stops(task, placeIn(draft, "tasks", task.name, "onFailure"));
    } else {
      const message = `its failure ends ${group.name}, and what runs beside it there`;
      refuseJob(task.job, { code: "ends-group-partly", message, from }, project.estate);
    }
  }
};

/** The outermost box that its failure ends. */
const endedBy = ({ groups }: TaskDraft, draft: PipelineDraft): LegacyJob =>
  groups.findLast(({ result }) => !result.endsGroup?.value) ?? draft.job;

/** What is ended for its time ends the run as what fails does. */
function stops({ job, spec, accounts }: TaskDraft, place: string): void {
  const timedOut = spec.on?.find(({ when }) => when === "timedOut");
  if (timedOut) timedOut.result = "failed";
  const code = timedOut ? "ends-group-timeout" : "ends-group";
  accounts.addAll(job.result.endsGroup?.from ?? [], "equivalent", code, place);
}

/** Which tasks come before and after which by `needs`. */
class TaskOrder {
  readonly #needs = new Map<string, readonly string[]>();
  readonly #followers = new Map<string, string[]>();

  constructor({ tasks }: PipelineDraft) {
    for (const { name, spec } of tasks) {
      this.#needs.set(name, spec.needs ?? []);
      for (const need of spec.needs ?? [])
        this.#followers.getOrInsertComputed(need, () => []).push(name);
    }
  }

  /** Whether each of the others has ended before it. */
  isLast({ name }: TaskDraft, others: readonly TaskDraft[]): boolean {
    const before = reached(name, this.#needs);
    return others.every((other) => before.has(other.name));
  }

  /** Whether each of the others must end before it, or starts behind it: then none runs beside it. */
  isBesideNone({ name }: TaskDraft, others: readonly TaskDraft[]): boolean {
    const ordered = new Set([...reached(name, this.#needs), ...reached(name, this.#followers)]);
    return others.every((other) => ordered.has(other.name));
  }
}

function reached(from: string, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([from]);
  // A set is walked with what is added meanwhile.
  for (const name of found) for (const next of edges.get(name) ?? []) found.add(next);
  return found;
}
