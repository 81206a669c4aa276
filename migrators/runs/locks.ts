// Locks of jobs that wait for each other not to run: who has each, and who waits for one.

import type { TaskRow } from "./engine-rows.ts";

export class Locks {
  readonly #holders = new Map<string, TaskRow>();
  readonly #waiting = new Set<TaskRow>();

  /** All of a task's, or none: then it waits. */
  takes(task: TaskRow): boolean {
    const locks = locksOf(task);
    if (locks.some((lock) => this.#holders.has(lock))) {
      this.#waiting.add(task);
      return false;
    }
    for (const lock of locks) this.#holders.set(lock, task);
    this.#waiting.delete(task);
    return true;
  }

  /** @return those that wait for a lock. */
  returns(task: TaskRow): Iterable<TaskRow> {
    const locks = locksOf(task);
    for (const lock of locks) this.#holders.delete(lock);
    return locks.length > 0 ? this.#waiting : [];
  }
}

const locksOf = ({ task: { gates } }: TaskRow): string[] =>
  (gates?.takes ?? []).flatMap(({ pool, amount }) => (amount === "exclusive" ? [pool] : []));
