// What `up` does after the first sync: starts the main job, follows it, and says where to look next.

import path from "node:path";
import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { isFinal } from "#core/run.ts";
import { requestRun } from "#engine/request-run.ts";
import { findPipeline } from "#store/pipelines.sql.ts";
import { runState, showRun } from "#store/runs.sql.ts";
import { tasksOfRun } from "#store/tasks.sql.ts";
import { CommandError } from "./exit.ts";
import type { Output } from "./output.ts";
import { DEFAULT_STATE } from "./state-folder.ts";

export interface FirstRun {
  pool: pg.Pool;
  project: string;
  pipeline: string;
  /** performance.now() of the command's start. */
  started: number;
  out: Output;
  signal: AbortSignal;
}

/** Answers the final state of a new run for today. */
export async function runAndFollow(first: FirstRun): Promise<string> {
  const { pool, project, pipeline, started, out } = first;
  const [found] = await findPipeline(pool, { name: pipeline, project });
  if (!found)
    throw new CommandError(
      "failed",
      `pipeline ${pipeline} is not deployed in project ${project}`,
      "Check its name and that its file has no errors: `trunkline pipelines`, `trunkline validate`.",
    );
  const { id } = await requestRun(pool, {
    pipelineId: found.id,
    timezone: (found.spec as Pipeline).timezone,
    actor: "local-token",
    params: {},
  });
  out.text(`Run ${id} of ${pipeline}:`);
  out.flush();
  const state = await follow(first, id);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  out.value(
    { run: id, pipeline, state },
    () => `Run ${id} ${state}, ${seconds} s after the start.`,
  );
  out.flush();
  return state;
}

const lookEveryMs = 50;

/** Prints each task's end as it comes. */
async function follow({ pool, out, signal }: FirstRun, run: string): Promise<string> {
  const shown = await showRun(pool, { id: run });
  if (!shown) throw new Error(`run ${run} does not exist`);
  const { tasks } = shown.spec as Pipeline;
  const told = new Set<number>();
  for (;;) {
    const state = await runState(pool, { id: run });
    for (const task of await tasksOfRun(pool, { run })) {
      if (!isFinal(task.state) || told.has(task.idx)) continue;
      told.add(task.idx);
      const remark = task.message === null ? "" : `  ${task.message}`;
      out.text(`  ${task.state.padEnd(9)}  ${tasks[task.idx]?.name}  ${seconds(task)}${remark}`);
      out.flush();
    }
    if (state && isFinal(state.state)) return state.state;
    if (signal.aborted)
      throw new CommandError("interrupted", `interrupted; run ${run} goes on with the next start`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function seconds({
  started_at,
  finished_at,
}: {
  started_at: Date | null;
  finished_at: Date | null;
}): string {
  if (!started_at || !finished_at) return "";
  return `${((finished_at.getTime() - started_at.getTime()) / 1000).toFixed(2)} s`;
}

export interface Next {
  state: string;
  repository: string;
  bundled: boolean;
  pipeline: string | undefined;
}

export function announceNext(out: Output, { state, repository, bundled, pipeline }: Next): void {
  const at = state === path.resolve(DEFAULT_STATE) ? "" : ` --state ${state}`;
  out.text("\nIn another terminal:");
  out.text(`  npm exec trunkline -- status${at}`);
  out.text(`  npm exec trunkline -- runs${at}`);
  if (pipeline !== undefined) out.text(`  npm exec trunkline -- history ${pipeline}${at}`);
  if (bundled) {
    out.text("\nChange something and see it deploy by itself:");
    out.text(`  cd ${repository}`);
    out.text("  (edit pipelines/daily-revenue.yaml)");
    out.text("  git commit -am 'An hour later'");
  }
  out.text("\nCtrl-C stops it.");
}
