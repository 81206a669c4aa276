// What a spec has watched becomes an alert: a task or a run that took too long or ended too soon, or a success that
// somebody wants to hear of.

import { keyOf } from "#core/alerts/event.ts";
import { taskAt } from "#core/for-each.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { WatchWord } from "#core/watch/judge.ts";
import type { WatchDetail } from "#engine/judge-watches.ts";
import { openAlerts, type TakeSignalsRow } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { endAlerts } from "./end-alerts.ts";
import type { LiveAlerts } from "./live-settings.ts";
import { raiseAlerts } from "./raise.ts";
import { eventOfRun, type RunFacts, readOutput } from "./run-facts.ts";

/** In the caller's transaction. */
export async function takeWatch(
  db: Db,
  live: LiveAlerts,
  { type, detail }: TakeSignalsRow,
  run: RunFacts,
  now: Date,
): Promise<void> {
  const word = type.slice("watch.".length) as WatchWord;
  const { task, at, message } = (detail as { watch: WatchDetail }).watch;
  const { row } = run;
  if (word === "in-time") {
    const of = { project: row.project, environment: row.environment, pipeline: row.pipeline };
    const key = keyOf({ ...of, kind: "overrun" }, task?.name);
    const over = (await openAlerts(db, { keys: [key] })).filter(({ run_id }) => run_id === row.id);
    await endAlerts(
      db,
      live,
      over.map(({ id }) => ({ id, resolution: "it has ended" })),
    );
    return;
  }
  const pipeline = storedPipeline(row.spec);
  const spec = task === null ? pipeline : taskAt(pipeline, task.idx);
  const isOfOutput = word === "succeeded" && spec?.watch?.success === "withOutput";
  const output = isOfOutput && task ? await readOutput(db, { ...task, run_id: row.id }) : null;
  if (isOfOutput && output === null) return;
  const event = eventOfRun(
    run,
    {
      ...{ kind: word, at: new Date(at), message },
      tags: spec?.watch?.tags ?? {},
      task: task && {
        ...{ name: task.name, attempt: task.attempt, exitCode: task.exitCode, signal: null },
        of: 1 + (taskAt(pipeline, task.idx)?.retry.retries ?? 0),
      },
    },
    live.links,
  );
  const of = { project: row.project_id, pipeline: row.pipeline_id, run: row.id };
  await raiseAlerts(
    db,
    live,
    [{ ...of, event, output: output && { ...output, error: null }, cause: null }],
    now,
  );
}
