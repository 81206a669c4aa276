// Of lists that have all runs of each job between its first and its last: from when to when that is.

import type { ToldBody } from "./told-body.ts";

export interface JobSpan {
  job: string;
  /** RFC 3339, UTC: starts of its first and its last run. */
  from: string;
  to: string;
}

export class JobSpans {
  readonly #spans = new Map<string, JobSpan>();

  add({ job, start }: Pick<ToldBody, "job" | "start">): void {
    if (start === undefined) return;
    const known = this.#spans.get(job);
    if (!known) this.#spans.set(job, { job, from: start, to: start });
    else if (start < known.from) known.from = start;
    else if (start > known.to) known.to = start;
  }

  list(): JobSpan[] {
    return [...this.#spans.values()];
  }
}
