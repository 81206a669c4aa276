// The night shift's act: chosen gates of a task, or of a run that has not started, are opened by a person.

import { placesNamed, taskAt, withInstances } from "#core/for-each.ts";
import { type ForcedTask, forcedGates, isBeyondForce, notAwaited } from "#core/override/force.ts";
import { type Ignored, ignoredText, type NotIgnorable } from "#core/override/ignore.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { isFinal } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { blackoutsOf } from "#store/blackouts.sql.ts";
import type { Db } from "#store/connect.ts";
import { heldTasks } from "#store/holds.sql.ts";
import { lockRun, lockTasks } from "#store/marks.sql.ts";
import { delayedTasks, ignoreGates } from "#store/overrides.sql.ts";
import { audit, type ShowRunRow, showRun } from "#store/runs.sql.ts";

export interface ForceRequest {
  /** The run. */
  id: string;
  /** A task, or the declared name of all instances of a matrix; null: what holds the run itself back. */
  task: string | null;
  ignored: readonly Ignored[];
  actor: string;
  reason: string;
  /** The rule that allowed it, for the audit. */
  rule: string;
}

export type Forced =
  | { kind: "forced"; tasks: string[] }
  | { kind: "noRun" }
  | { kind: "unknownTask"; known: string[] }
  /** It starts already, or has ended. */
  | { kind: "beyond"; message: string }
  | { kind: "notAwaited"; issues: NotIgnorable[] };

/** Call it in a transaction: the audit row is written with the act. */
export async function force(db: Db, request: ForceRequest): Promise<Forced> {
  const { id, task } = request;
  const row = await showRun(db, { id });
  if (!row) return { kind: "noRun" };
  const pipeline = storedPipeline(row.spec);
  if (row.finished_at !== null)
    return { kind: "beyond", message: `run ${id} has ended: it ${row.state}` };
  const named = task === null ? [-1] : placesNamed(task, pipeline);
  if (named.length === 0)
    return { kind: "unknownTask", known: [...new Set(pipeline.tasks.map(({ group }) => group))] };
  const found = task === null ? [await theRun(db, row)] : await tasksOf(db, id, named, pipeline);
  const waiting = found.filter((one) => isBeyondForce(one) === null);
  if (waiting.length === 0) {
    const [first] = found;
    return {
      kind: "beyond",
      message: (first && isBeyondForce(first)) ?? `${task} of run ${id} has not come yet`,
    };
  }
  const issues = request.ignored.flatMap((one) => {
    const found = waiting.map((task) => notAwaited(task, one));
    return found.every((issue) => issue !== null) ? found.slice(0, 1) : [];
  });
  if (issues.length > 0)
    return { kind: "notAwaited", issues: issues.filter((issue) => issue !== null) };
  return opened(db, request, waiting);
}

async function opened(
  db: Db,
  { id, task, ignored, actor, reason, rule }: ForceRequest,
  waiting: readonly (ForcedTask & { idx: number })[],
): Promise<Forced> {
  const names = ignored.map(ignoredText);
  await ignoreGates(db, { run: id, idxs: waiting.map(({ idx }) => idx), names, actor, reason });
  const tasks = task === null ? [] : waiting.map(({ name }) => name);
  await audit(db, {
    actor,
    act: "force",
    subject: id,
    detail: { tasks, ignore: names, reason, rule },
  });
  return { kind: "forced", tasks };
}

async function theRun(db: Db, row: ShowRunRow): Promise<ForcedTask & { idx: number }> {
  const { id, pipeline_id } = row;
  const run = await lockRun(db, { run: id });
  const state = run?.state ?? row.state;
  const held = await heldTasks(db, { runs: [id], idxs: [-1] });
  const blackouts = await blackoutsOf(db, { pipelines: [pipeline_id] });
  const { awaits } = storedPipeline(row.spec);
  return {
    idx: -1,
    name: `run ${id}`,
    state,
    gates: { awaits, notBefore: null, notAfter: null, takes: [] },
    repeats: false,
    retries: false,
    held: held.length > 0,
    kept: blackouts.some(({ now }) => now),
  };
}

async function tasksOf(
  db: Db,
  id: string,
  named: readonly number[],
  pipeline: Pipeline,
): Promise<(ForcedTask & { idx: number })[]> {
  const rows = new Map((await lockTasks(db, { run: id })).map((row) => [row.idx, row]));
  const idxs = withInstances(named, rows.keys());
  const held = await heldTasks(db, { runs: idxs.map(() => id), idxs });
  const delayed = await delayedTasks(db, { run: id });
  return idxs.flatMap((idx) => {
    const [task, row] = [taskAt(pipeline, idx), rows.get(idx)];
    if (!task || !row) return [];
    return {
      ...forcedGates(task),
      idx,
      state: row.state,
      retries: delayed.some((one) => one.idx === idx),
      held: !isFinal(row.state) && held.some((one) => one.idx === idx),
      kept: false,
    };
  });
}
