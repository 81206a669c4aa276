// Which tasks of a pipeline come before and after which, by `needs` and by what they await of each other.

import type { ConditionSpec } from "#schemas/types.ts";
import type { PipelineDraft, TaskDraft } from "./draft.ts";

export class TaskOrder {
  readonly #needs = new Map<string, readonly string[]>();
  readonly #followers = new Map<string, string[]>();

  constructor({ tasks }: PipelineDraft) {
    for (const { name, spec } of tasks) {
      const before = [...(spec.needs ?? []), ...endsAwaited(spec.awaits)];
      this.#needs.set(name, before);
      for (const need of before) this.#followers.getOrInsertComputed(need, () => []).push(name);
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

/** Tasks of the run that must have ended, however. */
function endsAwaited(condition: ConditionSpec | undefined): string[] {
  if (condition?.all !== undefined) return condition.all.flatMap(endsAwaited);
  const { task, pipeline, state } = condition ?? {};
  return task === undefined || pipeline !== undefined || state === "notRunning" ? [] : [task];
}

function reached(from: string, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([from]);
  // A set is walked with what is added meanwhile.
  for (const name of found) for (const next of edges.get(name) ?? []) found.add(next);
  return found;
}
