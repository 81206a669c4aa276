// What of a pipeline would start when, and which jobs of the scheduler before its parts were: what an observed run is put
// beside.

import { legacyJobOf } from "#core/legacy-job.ts";
import { isMain } from "#core/phase.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { fires } from "#core/simulation/fire.ts";
import { startLine } from "#core/simulation/line.ts";
import { startsOfTask, timesOfTask } from "#core/simulation/task-starts.ts";
import { commandText } from "../runlog/cron-message.ts";
import { commandOfRun } from "../translate/run-text-command.ts";

/** The pipeline itself, among its tasks. */
export const itself = "";

export interface ExpectedStart {
  /** `itself`: the pipeline, which has one job. */
  task: string;
  /** Of the run that would have been. */
  slot: string;
  /** Of a task that repeats: which of its iterations. */
  ordinal: number;
  /** Business date, `YYYY-MM-DD`. */
  date: string;
  /** The earliest moment, in milliseconds since 1970. */
  at: number;
  /** Others, too, decide when it starts. */
  waits: boolean;
}

export interface LegacyName {
  task: string;
  system: string;
  /** As logs of that scheduler name it. */
  job: string;
}

type Observed = Pick<
  Pipeline,
  "name" | "legacy" | "tasks" | "triggers" | "timezone" | "newDay" | "awaits"
>;

/** In time order of the runs. @param from, to Milliseconds since 1970: runs that are due in [from, to). */
export function* expectedStarts(
  pipeline: Observed,
  from: number,
  to: number,
): Generator<ExpectedStart> {
  if (pipeline.triggers.length === 0 || from >= to) return;
  const { timezone, newDay } = pipeline;
  const parts = partsOf(pipeline);
  for (const fire of fires(pipeline, { from: { at: from }, to: { at: to } })) {
    const { slot } = startLine(fire, fire.at, timezone);
    for (const { name, task } of parts) {
      const starts = task ? startsOfTask(timesOfTask(task), fire, { timezone, newDay }) : [fire.at];
      const waits = pipeline.awaits !== null || (task !== null && waitsForOthers(task));
      for (const [n, at] of starts.entries())
        yield { task: name, slot, ordinal: n + 1, date: fire.date, at, waits };
    }
  }
}

/** By `legacy` of the spec. Logs of cron have commands for names, as the daemon read them. */
export function legacyNames(pipeline: Observed): LegacyName[] {
  const { legacy } = pipeline;
  if (legacy === undefined) return [];
  const { system } = legacy;
  return partsOf(pipeline).flatMap(({ name, task }) => {
    const own = task !== null && name !== itself ? legacyJobOf(task) : legacy.job;
    const job = system === "cron" && task !== null ? commandOf(task) : (own ?? null);
    return job === null ? [] : [{ task: name, system, job }];
  });
}

/** The pipeline, as its only task where it has one; and each task that was a job of its own. */
function partsOf({ tasks }: Observed): { name: string; task: Task | null }[] {
  const main = tasks.filter(isMain);
  const own = main.filter(({ legacy }) => legacy !== undefined);
  const [only] = main.length === 1 && own.length === 0 ? main : [];
  return [{ name: itself, task: only ?? null }, ...own.map((task) => ({ name: task.name, task }))];
}

const waitsForOthers = ({ needs, gates }: Task): boolean =>
  needs.length > 0 || (gates !== null && (gates.awaits !== null || gates.takes.length > 0));

/** The import puts what cron does before it: it changes to the home of the user, and has what stands behind `%` as its input. */
function commandOf({ action }: Task): string | null {
  if (action.kind !== "command" && action.kind !== "ssh") return null;
  return commandText(commandOfRun(action.script));
}
