// What the attempts of one task submitted, as the store keeps it: one record an attempt. For attempts without a database.

import type { ExternalRun, ExternalRuns } from "./executor.ts";

export class RecordedRuns implements ExternalRuns {
  readonly all: ExternalRun[] = [];
  #over = 0;
  #isFirst = true;

  async earlier() {
    this.#isFirst = true;
    return { open: this.all.slice(this.#over).at(-1) ?? null, over: this.#over };
  }

  async newest(task: string) {
    return this.all.findLast((run) => run.task === task && run.ids) ?? null;
  }

  async submitted(run: ExternalRun) {
    if (!this.#isFirst) this.all.pop();
    this.#isFirst = false;
    this.all.push(run);
  }

  /** The newest is known to have ended: a later attempt submits anew. */
  over(): void {
    this.#over = this.all.length;
  }
}
