// Follows a run to its end: task by task for people at a terminal, its output on stdout when that is asked for.

import type { ApiClient, RunView, TaskView } from "#api/client.ts";
import { isFinal } from "#core/run.ts";
import type { Exit } from "./exit.ts";
import { shownDuration } from "./instant.ts";
import type { Output } from "./output.ts";
import { printOutput } from "./print-output.ts";
import { TaskOutput } from "./task-output.ts";

/** The server answers at once when the run ends, and after so many seconds with what it is by then. */
const waitSeconds = 1;

/** The finished run. @throws the signal's reason when the client's signal ends it before. */
export async function watchRun(
  api: ApiClient,
  id: string,
  { out, follow }: { out: Output; follow: boolean },
): Promise<RunView> {
  let run = await api.run(id);
  const printing = follow ? follower(api, run, out) : null;
  // Its rejection is the caller's below; until then it must not count as unhandled.
  printing?.catch(() => {});
  const told = new Map<string, string>();
  for (;;) {
    for (const task of run.tasks) tell(task, told, out);
    if (isFinal(run.state)) break;
    run = await api.run(id, { wait: waitSeconds });
  }
  await printing;
  return run;
}

/** All output of a run so far, and what comes until it ends; with JSON stdout holds only the outcome. */
async function follower(api: ApiClient, { id, tasks }: RunView, out: Output): Promise<void> {
  const names = tasks.map(({ name }) => name);
  const query = { follow: true };
  if (out.format === "text") return printOutput(api, { run: id, tasks: names, query }, out);
  const output = new TaskOutput(names, (text) => out.note(text.trimEnd()));
  for await (const chunk of api.logs(id, query)) output.add(chunk.task, chunk.text);
  output.end();
}

function tell(task: TaskView, told: Map<string, string>, out: Output): void {
  const now = `${task.state} ${task.attempts.length}`;
  const isNews =
    isFinal(task.state) ||
    task.state === "running" ||
    (task.retryAt ?? task.nextIterationAt) !== null;
  if (!isNews || told.get(task.name) === now) return;
  told.set(task.name, now);
  out.step(taskLine(task));
}

/** `  failed     load  340 ms  attempt 2  Exit code 1.` */
export function taskLine(task: TaskView): string {
  const last = task.attempts.at(-1);
  const state = task.retryAt !== null ? "retrying" : task.state;
  const iteration = (last?.iteration ?? 1) > 1 ? `iteration ${last?.iteration}` : "";
  const took =
    last && last.finishedAt !== null ? shownDuration(last.startedAt, last.finishedAt) : "";
  const attempt = task.attempts.length > 1 ? `attempt ${task.attempts.length}` : "";
  const parts = [state.padEnd(9), task.name, took, iteration, attempt, last?.message ?? ""];
  return `  ${parts.filter((part) => part !== "").join("  ")}`;
}

const shownFailures = 10;

/** A line for each failed task of a run that failed: steps are not shown to everybody. */
export function failuresOf(run: RunView): string[] {
  if (run.state !== "failed") return [];
  const failed = run.tasks.filter(({ state }) => state === "failed");
  const rest = failed.length - shownFailures;
  return [
    ...failed.slice(0, shownFailures).map(taskLine),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}

/** `Run 12 of retail/daily-revenue: succeeded in 3.2 s`; below it what failed. */
export const summaryOf = (run: RunView): string =>
  [
    [
      `Run ${run.id} of ${run.project}/${run.pipeline}: ${run.state}`,
      run.startedAt === null ? "" : ` in ${shownDuration(run.startedAt, run.finishedAt)}`,
      run.reason === null ? "" : ` (${run.reason})`,
      run.uncommitted ? ", uncommitted" : "",
    ].join(""),
    ...failuresOf(run),
  ].join("\n");

export const exitOf = (run: RunView): Exit => (run.state === "succeeded" ? "ok" : "failed");
