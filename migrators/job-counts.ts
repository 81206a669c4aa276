// How many jobs there are, and how many run unedited, by type of work; counted while they are written.

import type { LegacyJob } from "./legacy.ts";

const typeOf = (work: LegacyJob["work"]): string =>
  work.kind === "unsupported" ? work.type : work.kind === "task" ? work.uses : work.kind;

export interface TypeCount {
  type: string;
  input: number;
  /** In a spec, and not as a task that refuses to run. */
  translated: number;
}

export class JobCounts {
  readonly #types = new Map<string, TypeCount>();
  readonly #seen = new Set<LegacyJob>();

  /** @param isWritten in a spec. A job that was added before isn't counted again. */
  add(job: LegacyJob, isWritten: boolean): void {
    if (this.#seen.has(job)) return;
    this.#seen.add(job);
    const { work, refusals } = job;
    const type = typeOf(work);
    const count = this.#types.getOrInsertComputed(type, () => ({ type, input: 0, translated: 0 }));
    count.input++;
    if (isWritten && refusals.length === 0) count.translated++;
  }

  /** The most frequent first. */
  types(): TypeCount[] {
    return [...this.#types.values()].toSorted(
      (a, b) => b.input - a.input || (a.type < b.type ? -1 : 1),
    );
  }
}
