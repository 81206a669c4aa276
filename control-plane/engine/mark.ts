// Marks of tasks: a person says what became of them, for a reason that stays on record.

import { isInstance, placesNamed } from "#core/for-each.ts";
import { planMark } from "#core/mark.ts";
import type { MarkState } from "#core/rerun.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Db } from "#store/connect.ts";
import {
  type LockTasksRow,
  lockRun,
  lockTasks,
  markTasks,
  newerGeneration,
} from "#store/marks.sql.ts";
import { lockPipelineOfRun, showRun } from "#store/runs.sql.ts";
import { writeAudit } from "#store/write-audit.ts";

export interface MarkRequest {
  /** The run. */
  id: string;
  /** A task, or the declared name of all instances of a matrix. */
  task: string;
  state: MarkState;
  actor: string;
  reason: string;
}

export type Marked =
  | { kind: "marked"; tasks: string[] }
  | { kind: "noRun" }
  | { kind: "unknownTask"; known: string[] }
  /** A due time without a run has no tasks; neither has a `finally` that has not begun. */
  | { kind: "noTasks" }
  | { kind: "cancelling" }
  /** Only the newest generation of a slot can be marked. */
  | { kind: "newer"; id: string }
  | { kind: "running"; tasks: string[] }
  | { kind: "followersRun"; tasks: string[] };

/** Call it in a transaction: the audit row is written with the mark. */
export async function mark(db: Db, request: MarkRequest): Promise<Marked> {
  const { id, state, actor, reason } = request;
  const row = await showRun(db, { id });
  if (!row) return { kind: "noRun" };
  const pipeline = storedPipeline(row.spec);
  const named = placesNamed(request.task, pipeline).filter((idx) => !isInstance(idx));
  if (named.length === 0)
    return { kind: "unknownTask", known: [...new Set(pipeline.tasks.map(({ group }) => group))] };
  // A finished run's pipeline is locked, so that no next generation is made of what is about to change.
  if (row.finished_at !== null) await lockPipelineOfRun(db, { id });
  // By place: those of later phases may not have begun.
  const tasks: (LockTasksRow | undefined)[] = [];
  for (const task of await lockTasks(db, { run: id })) tasks[task.idx] = task;
  const run = await lockRun(db, { run: id });
  if (!named.some((idx) => tasks[idx]) || !run) return { kind: "noTasks" };
  const write = (changes: Extract<ReturnType<typeof planMark>, { kind: "changes" }>["changes"]) =>
    markTasks(db, {
      run: id,
      marked: named,
      state,
      actor,
      reason,
      idxs: changes.map(({ idx }) => idx),
      states: changes.map((change) => change.state),
      remaining: changes.map(({ remaining }) => remaining),
      unmet: changes.map(({ unmet }) => unmet),
    });
  if (run.finished_at !== null) {
    if (row.finished_at === null) await lockPipelineOfRun(db, { id });
    const newer = await newerGeneration(db, { run: id });
    if (newer) return { kind: "newer", id: newer.id };
    await write([]);
  } else {
    if (run.cancel_at !== null) return { kind: "cancelling" };
    const started = run.state !== "waiting";
    const plan = planMark(pipeline.tasks, tasks, new Set(named), state, started);
    if (plan.kind !== "changes") return plan;
    await write(plan.changes);
  }
  const names = named.map((idx) => pipeline.tasks[idx]?.name ?? String(idx));
  const was = named.map((idx) => tasks[idx]?.state ?? "waiting");
  await writeAudit(db, {
    actor,
    act: "mark",
    subject: id,
    detail: { tasks: names, state, was, reason, finished: run.finished_at !== null },
  });
  return { kind: "marked", tasks: names };
}
