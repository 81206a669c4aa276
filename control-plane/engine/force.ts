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
import { lockRun } from "#store/marks.sql.ts";
import { delayedTasks, ignoreGates, lockPlaces } from "#store/overrides.sql.ts";
import { type ShowRunRow, showRun } from "#store/runs.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { checkStage } from "./stage-gate.ts";

export interface ForceRequest {
  /** The run. */
  id: string;
  /** A task, or the declared name of all instances of a matrix; null: what holds the run itself back. */
  task: string | null;
  /** All tasks of the run, as for a rerun. */
  every?: boolean;
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

/** Call it in a transaction: the audit row is written with the act. @throws RefusedByStage */
export async function force(db: Db, request: ForceRequest): Promise<Forced> {
  const { id, task } = request;
  const row = await showRun(db, { id });
  if (!row) return { kind: "noRun" };
  await checkStage(db, row.pipeline_id);
  const pipeline = storedPipeline(row.spec);
  if (row.finished_at !== null)
    return { kind: "beyond", message: `run ${id} has ended: it ${row.state}` };
  const isRun = task === null && !request.every;
  const every = pipeline.tasks.map((_, idx) => idx);
  const named = task === null ? (isRun ? [-1] : every) : placesNamed(task, pipeline);
  if (named.length === 0)
    return { kind: "unknownTask", known: [...new Set(pipeline.tasks.map(({ group }) => group))] };
  const found = [
    ...(isRun ? [] : await tasksOf(db, id, named, pipeline)),
    ...(task === null ? [await theRun(db, row)] : []),
  ];
  // A run that runs may still be held: what of it has not started waits.
  const isHold = request.ignored.every(({ kind }) => kind === "hold");
  const waiting = found.filter(
    (one) => isBeyondForce(one) === null || (isRun && isHold && one.held),
  );
  if (waiting.length === 0) {
    const [first] = found;
    return {
      kind: "beyond",
      message: (first && isBeyondForce(first)) ?? `${task} of run ${id} has not come yet`,
    };
  }
  const opened = request.ignored.map((one) => ({
    name: ignoredText(one),
    tasks: waiting.filter((task) => notAwaited(task, one) === null),
    issue: waiting[0] === undefined ? null : notAwaited(waiting[0], one),
  }));
  const issues = opened.flatMap(({ tasks, issue }) =>
    tasks.length === 0 && issue !== null ? issue : [],
  );
  if (issues.length > 0) return { kind: "notAwaited", issues };
  return open(db, request, opened);
}

async function open(
  db: Db,
  { id, actor, reason, rule }: ForceRequest,
  opened: readonly { name: string; tasks: readonly ForcedRow[] }[],
): Promise<Forced> {
  for (const { name, tasks } of opened) {
    const idxs = tasks.map(({ idx }) => idx);
    await ignoreGates(db, { run: id, idxs, names: [name], actor, reason });
  }
  const tasks = new Set(opened.flatMap((one) => one.tasks).filter(({ idx }) => idx >= 0));
  const names = [...tasks].map(({ name }) => name);
  const ignore = opened.map(({ name }) => name);
  const detail = { tasks: names, ignore, reason, rule };
  await writeAudit(db, { actor, act: "force", subject: id, detail });
  return { kind: "forced", tasks: names };
}

type ForcedRow = ForcedTask & { idx: number };

async function theRun(db: Db, row: ShowRunRow): Promise<ForcedRow> {
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
): Promise<ForcedRow[]> {
  const rows = new Map((await lockPlaces(db, { run: id })).map((row) => [row.idx, row]));
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
