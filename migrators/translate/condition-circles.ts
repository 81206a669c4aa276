// Jobs of one pipeline that wait for each other: none of them could ever start, here as there.

import { requiredTasks } from "#core/conditions/required-tasks.ts";
import { findCycles } from "#core/graph.ts";
import type { PipelineDraft, ProjectDraft } from "./draft.ts";
import { refuseJob } from "./refuse.ts";

/** Refuses the jobs of each circle, until none is left. */
export function refuseCircles({ tasks }: PipelineDraft, { estate }: ProjectDraft): void {
  const places = new Map(tasks.map(({ name }, index) => [name, index]));
  const edges = tasks.map(({ spec }) =>
    [...(spec.needs ?? []), ...requiredTasks(spec.awaits)].flatMap(
      (name) => places.get(name) ?? [],
    ),
  );
  const leavesOut = (index: number) => (tasks[index]?.job.refusals.length ?? 0) > 0;
  for (;;) {
    const open = edges.map((list, index) =>
      leavesOut(index) ? [] : list.filter((other) => !leavesOut(other)),
    );
    const circles = findCycles(open);
    if (circles.length === 0) return;
    for (const circle of circles) {
      const names = circle.map((index) => tasks[index]?.job.name);
      const message = `it waits for itself: ${[...names, names[0]].slice(0, 6).join(", ")}`;
      for (const index of circle) {
        const job = tasks[index]?.job;
        const from = job?.condition?.from ?? [];
        if (job) refuseJob(job, { code: "condition-circle", message, from }, estate);
      }
    }
  }
}
