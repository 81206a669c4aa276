// Jobs whose failure ends their box, and those that the end of their box ends.

import { type Pass, type PipelineDraft, placeIn, type TaskDraft } from "./draft.ts";
import { membersOf } from "./groups.ts";
import { refuseJob } from "./refuse.ts";

export const terminators: Pass = (draft, { estate }) => {
  for (const { job, accounts } of draft.tasks)
    if (job.parent === null)
      for (const one of [job.result.endsGroup, job.result.endedByGroup])
        accounts.addAll(one?.from ?? [], "inert", "jil-no-box");
    else accounts.addAll(job.result.endedByGroup?.from ?? [], "equivalent", "ended-by-group");
  const ending = draft.tasks.filter(
    ({ job }) => job.parent !== null && job.result.endsGroup?.value,
  );
  const [first] = ending;
  if (first === undefined) return;
  const all = draft.tasks.every(
    ({ job, groups }) => job.result.endsGroup?.value && groups.length === 0,
  );
  if (all && estate.system === "autosys") {
    draft.spec.failFast = true;
    for (const { job, accounts } of ending)
      accounts.addAll(
        job.result.endsGroup?.from ?? [],
        "equivalent",
        "ends-group",
        placeIn(draft, "failFast"),
      );
    return;
  }
  const order = new TaskOrder(draft);
  for (const task of ending) {
    const from = task.job.result.endsGroup?.from ?? [];
    const group = task.groups.at(-1) ?? draft.job;
    if (estate.system === "control-m") {
      if (group.work.kind === "group" && !group.work.gates)
        task.accounts.addAll(from, "equivalent", "ends-simple-folder");
      else if (order.isLast(task, membersOf(draft, group)))
        task.accounts.addAll(from, "equivalent", "ends-group-last");
      else {
        const message = `its end ends ${group.name}, and what has not run there by then never does`;
        refuseJob(task.job, { code: "ends-folder-early", message, from }, estate);
      }
      continue;
    }
    if (order.isBesideNone(task, membersOf(draft, group)))
      task.accounts.addAll(from, "equivalent", "ends-group-alone");
    else {
      const message = `its failure ends ${group.name}, and what runs beside it there`;
      refuseJob(task.job, { code: "ends-group-partly", message, from }, estate);
    }
  }
};

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
