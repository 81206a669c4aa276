// What is watched of a run: the deadlines of its pipeline and of its tasks as instants.

import type { Pipeline } from "../pipeline.ts";
import { deadlineOf } from "./time.ts";
import { deadlineKinds, type WatchedDeadline } from "./verdict.ts";

/** Whether anything of the pipeline has a deadline. */
export const hasDeadline = ({ deadline, tasks }: Pipeline): boolean =>
  deadline !== null || tasks.some((task) => task.deadline !== null);

/**
 * The deadlines of a run for a business date. One that had passed when the run was due is left out: nobody could keep
 * it. A rerun can't start in time any more: of it only the end is watched.
 */
export function deadlinesOf(
  pipeline: Pipeline,
  run: { date: string; dueAt: number; generation: number },
): WatchedDeadline[] {
  const written = [pipeline, ...pipeline.tasks].map(({ deadline }, index) => ({
    idx: index - 1,
    deadline,
  }));
  return written.flatMap(({ idx, deadline }) =>
    deadlineKinds.flatMap((kind) => {
      const text = deadline?.[kind] ?? null;
      if (text === null || (kind === "startBy" && run.generation > 1)) return [];
      const at = deadlineOf(text, run, pipeline);
      return at > run.dueAt ? { idx, kind, at } : [];
    }),
  );
}
