// The next generation of a run's slot: from what failed, of some tasks, or of all; as the run was pinned, or as the
// pipeline is deployed now.

import { type ParamIssue, resolveParams } from "#core/parameters.ts";
import { type Difference, type MarkState, planRerun, type RerunScope } from "#core/rerun.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Db } from "#store/connect.ts";
import { marksOfRuns } from "#store/marks.sql.ts";
import { currentRevision, lockPipelineOfRun, rerun, showRun } from "#store/runs.sql.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { factsOf } from "./definitions.ts";
import { checkStage } from "./stage-gate.ts";
import { runValues } from "./values.ts";

export interface RerunRequest {
  /** The run to repeat, any generation of its slot. */
  id: string;
  scope: RerunScope;
  /** With the pipeline's deployed revision and the project's deployed files, not those of the run. */
  latest: boolean;
  actor: string;
  reason: string | null;
}

export type Rerun =
  | { kind: "made"; id: string }
  | { kind: "noRun" }
  /** A generation of the slot has not ended. */
  | { kind: "unfinished"; slot: string }
  /** `latest`, and the pipeline is not deployed any more. */
  | { kind: "removed" }
  /** It ran beside another scheduler, without its side effects. */
  | { kind: "inShadow" }
  | { kind: "nothingFailed" }
  | { kind: "unknownTask"; names: string[]; known: string[] }
  /** Tasks that would be carried over are not the same in the deployed revision. */
  | { kind: "differs"; differences: Difference[] }
  | { kind: "params"; issues: ParamIssue[] };

/** Call it in a transaction: the audit row is written with the run. @throws RefusedByStage */
export async function rerunRun(db: Db, request: RerunRequest): Promise<Rerun> {
  const { id, scope, latest, actor, reason } = request;
  const locked = await lockPipelineOfRun(db, { id });
  const row = await showRun(db, { id });
  if (!locked || !row) return { kind: "noRun" };
  await checkStage(db, locked.id);
  if (row.trigger_kind === "shadow") return { kind: "inShadow" };
  if (row.finished_at === null) return { kind: "unfinished", slot: row.slot };
  const former = storedPipeline(row.spec);
  const current = latest ? await currentRevision(db, { pipeline: row.pipeline_id }) : undefined;
  if (latest && !current) return { kind: "removed" };
  const isSame = current === undefined || current.pipeline_revision_id === row.pipeline_revision_id;
  const next = isSame ? former : storedPipeline(current.spec);
  if (!isSame) {
    // A newer revision may declare other parameters than the run was given.
    const given = row.params as Record<string, unknown>;
    const resolved = resolveParams(next.params, given, runValues(factsOf(row), next));
    if ("issues" in resolved) return { kind: "params", issues: resolved.issues };
  }
  const tasks = await tasksOfRun(db, { run: id });
  const marks = new Map(
    (await marksOfRuns(db, { runs: [id] })).map((mark) => [mark.idx, mark.state as MarkState]),
  );
  const states = new Map(
    tasks.map(({ idx, state, ending }) => [
      idx,
      {
        state,
        mark: marks.get(idx) ?? null,
        leftOut: state === "skipped" && ending === "carried",
        iced: ending === "iced",
      },
    ]),
  );
  const plan = planRerun(scope, { pipeline: former, tasks: states }, next);
  if (plan.kind === "unknownTask")
    return { ...plan, known: [...new Set(next.tasks.map(({ group }) => group))] };
  if (plan.kind !== "rerun") return plan;
  const { carried, resumed } = plan;
  const made = await rerun(db, {
    id,
    pipelineRevision: current?.pipeline_revision_id ?? row.pipeline_revision_id,
    revision: current?.revision_id ?? row.revision_id,
    idxs: carried.map(({ idx }) => idx),
    froms: carried.map(({ from }) => from) as number[],
    states: carried.map(({ state }) => state),
    notes: carried.map(({ note }) => note) as string[],
    resumed: resumed.map(({ idx }) => idx),
    resumedFrom: resumed.map(({ from }) => from),
    resumedAgain: resumed.map(({ again }) => again && `{${again.join()}}`) as string[],
    actor,
    reason,
  });
  if (!made?.run_id) return { kind: "unfinished", slot: row.slot };
  const detail = { of: id, scope, latest, carriedOver: carried.length, reason };
  await writeAudit(db, { actor, act: "rerun", subject: made.run_id, detail });
  return { kind: "made", id: made.run_id };
}
