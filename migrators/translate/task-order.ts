// Which tasks of a pipeline come before and after which by `needs`.

import type { PipelineDraft, TaskDraft } from "./draft.ts";

export class TaskOrder {
  readonly #needs = new Map<string, readonly string[]>();
  readonly #followers = new Map<string, string[]>();

  constructor({ tasks }: PipelineDraft) {
    for (const { name, spec } of tasks) {
      this.#needs.set(name, spec.needs ?? []);
      for (const need of spec.needs ?? [])
        this.#followers.getOrInsertComputed(need, () => []).push(name);
    }
  }

  /** Names of those that have ended when it starts, and its own. */
  before({ name }: TaskDraft): ReadonlySet<string> {
    return reached(name, this.#needs);
  }

  /** Whether each of the others has ended before it. */
  isLast(task: TaskDraft, others: readonly TaskDraft[]): boolean {
    const before = this.before(task);
    return others.every((other) => before.has(other.name));
  }

  /** Whether each of the others must end before it, or starts behind it: then none runs beside it. */
  isBesideNone(task: TaskDraft, others: readonly TaskDraft[]): boolean {
    const ordered = new Set([...this.before(task), ...reached(task.name, this.#followers)]);
    return others.every((other) => ordered.has(other.name));
  }
}

function reached(from: string, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([from]);
  // A set is walked with what is added meanwhile.
  for (const name of found) for (const next of edges.get(name) ?? []) found.add(next);
  return found;
}
