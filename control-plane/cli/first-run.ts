// What `up` does after the first sync: starts the main job, follows it, and says where to look next.

import path from "node:path";
import type pg from "pg";
import { readRun } from "#api/run-view.ts";
import type { RunView } from "#api/types.ts";
import { isFinal } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { requestRun } from "#engine/request-run.ts";
import { findPipeline } from "#store/pipelines.sql.ts";
import { CommandError } from "./exit.ts";
import { osUser } from "./os-user.ts";
import type { Output } from "./output.ts";
import { DEFAULT_STATE } from "./state-folder.ts";
import { failuresOf, taskLine } from "./watch-run.ts";

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
    day: storedPipeline(found.spec),
    actor: osUser(),
    params: {},
  });
  out.step(`Run ${id} of ${pipeline}:`);
  const run = await follow(first, id);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  out.value(run, () =>
    [`Run ${id} ${run.state}, ${seconds} s after the start.`, ...failuresOf(run)].join("\n"),
  );
  out.flush();
  return run.state;
}

const lookEveryMs = 50;

/** Tells each task's end as it comes; answers the finished run. */
async function follow({ pool, out, signal }: FirstRun, id: string): Promise<RunView> {
  const told = new Set<string>();
  for (;;) {
    const run = await readRun(pool, id);
    for (const task of run.tasks) {
      if (!isFinal(task.state) || told.has(task.name)) continue;
      told.add(task.name);
      out.step(taskLine(task));
    }
    if (isFinal(run.state)) return run;
    if (signal.aborted)
      throw new CommandError("interrupted", `interrupted; run ${id} goes on with the next start`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

export interface Next {
  state: string;
  repository: string;
  bundled: boolean;
  pipeline: string | undefined;
}

export function announceNext(out: Output, { state, repository, bundled, pipeline }: Next): void {
  const at = state === path.resolve(DEFAULT_STATE) ? "" : ` --state ${state}`;
  out.note("\nIn another terminal:");
  out.note(`  npm exec trunkline -- status${at}`);
  out.note(`  npm exec trunkline -- runs${at}`);
  if (pipeline !== undefined) out.note(`  npm exec trunkline -- history ${pipeline}${at}`);
  if (bundled) {
    out.note("\nChange something and see it deploy by itself:");
    out.note(`  cd ${repository}`);
    out.note("  (edit pipelines/daily-revenue.yaml)");
    out.note("  git commit -am 'An hour later'");
  }
  out.note("\nCtrl-C stops it.");
}
