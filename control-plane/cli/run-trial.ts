// Runs a trial in a scratch Trunkline and shows its output and its end.

import type { RunView } from "#api/client.ts";
import { plannedOf } from "#core/judge.ts";
import { labelSet } from "#core/labels.ts";
import { explained } from "./connect.ts";
import { deployFiles } from "./deploy-files.ts";
import type { Exit } from "./exit.ts";
import type { Output } from "./output.ts";
import { sha256 } from "./read-revisions.ts";
import { type Scratch, startScratch } from "./scratch.ts";
import type { Trial } from "./trial.ts";
import { exitOf, summaryOf, watchRun } from "./watch-run.ts";

export interface TrialRun {
  params: Record<string, string>;
  /** Business date; undefined is today. */
  date: string | undefined;
  out: Output;
  /** Cancels the run, whose end is still waited for. */
  signal: AbortSignal;
}

/** As many as a worker of `up` has. */
const slots = 16;

export async function runTrial(trial: Trial, options: TrialRun): Promise<Exit> {
  const { out, signal } = options;
  const { name } = trial.pipeline;
  out.progress("Starting a database of its own …");
  await using scratch = await startScratch({
    slots,
    // This machine stands in for every one that the tasks ask for.
    labels: labelSet(trial.pipeline.tasks.flatMap(({ runsOn }) => runsOn)),
    onMessage: (message) => out.note(message),
  });
  if (signal.aborted) return "interrupted";
  const pipelines = [plannedOf(trial.file, trial.pipeline, sha256)];
  await deployFiles(scratch.pool, { ...trial, pipelines }, "try");
  const run = await begin(scratch, name, options);
  out.step(`Trying ${trial.project}/${name} for ${run.date}, uncommitted`);
  const cancel = () => void scratch.api.cancel(run.id, { reason: "interrupted" }).catch(() => {});
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const ended = await watchRun(scratch.api, run.id, { out, follow: true });
  out.value(ended, summaryOf);
  return signal.aborted ? "interrupted" : exitOf(ended);
}

/** @throws CommandError for parameters and dates that the pipeline doesn't take. */
async function begin({ api }: Scratch, name: string, { params, date }: TrialRun): Promise<RunView> {
  try {
    const { run } = await api.startRun(name, { params, ...(date === undefined ? {} : { date }) });
    return run;
  } catch (error) {
    throw explained(error, "the scratch server");
  }
}
