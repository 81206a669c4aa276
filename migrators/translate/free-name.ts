// Names of tasks that stand beside those of jobs.

import type { PipelineDraft } from "./draft.ts";
import { taskNameOf } from "./names.ts";

const longest = 63;

/** The name, or with a number behind it, that no task of the pipeline has. */
export function freeName(wanted: string, { tasks }: PipelineDraft): string {
  const taken = new Set(tasks.map(({ name }) => name));
  const base = taskNameOf(wanted);
  for (let number = 1; ; number++) {
    const tail = number === 1 ? "" : `-${number}`;
    const name = `${base.slice(0, longest - tail.length)}${tail}`;
    if (!taken.has(name)) return name;
  }
}
