// Explains a run, or one task of it: everything that `why` tells.

import { placesNamed, taskAt } from "#core/for-each.ts";
import { overrideReason } from "#core/override/describe.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { quoted } from "#core/plan/wording.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { didYouMean } from "#core/suggest.ts";
import { sourceKind } from "#core/triggers/kinds.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { type Reason, type RunFacts, whyRun } from "#core/why.ts";
import { whyDeadlines } from "#core/why-deadline.ts";
import { laterReasons } from "#core/why-needs.ts";
import { reason } from "#core/why-reason.ts";
import { whyOneTask } from "#core/why-task.ts";
import { judgeAhead } from "#engine/judge-ahead.ts";
import type { Db } from "#store/connect.ts";
import { messageOfRun } from "#store/messages.sql.ts";
import { readDeadlines } from "./deadline-view.ts";
import { readOverrides } from "./override-view.ts";
import { invalid } from "./problem.ts";
import { readRunFacts } from "./run-facts.ts";
import { readRunRow } from "./run-view.ts";
import { type Sight, seesAll } from "./sight.ts";
import type { WhyView } from "./types.ts";
import { veilFor } from "./veil.ts";

/**
 * @param task A declared name, or an instance's; null: all of them.
 * @throws Problem 404 without such a run, 422 without such a task.
 */
export async function whyOfRun(
  db: Db,
  id: string,
  task: string | null = null,
  sight: Sight = seesAll,
): Promise<WhyView> {
  const run = await readRunRow(db, id);
  const spec = storedPipeline(run.spec);
  const places = task === null ? [...spec.tasks.keys()] : placesOf(task, spec, id);
  const facts = (await readRunFacts(db, [run], sight)).get(run.id) as RunFacts;
  const later = await judgeAhead(db, run.id, spec, places, sight.classes);
  const veil = await veilFor(db, sight, { pipelines: [run.pipeline_id] });
  const withLater: RunFacts = {
    ...facts,
    tasks: facts.tasks.map((one) => ({ ...one, later: later.get(one.name) ?? [] })),
  };
  // Of a run that waits as a whole the tasks are told of only when somebody asks for one.
  const behindRun: Reason[] =
    run.state === "waiting" && task !== null
      ? [...later].flatMap(([name, gates]) => laterReasons({ name, later: gates }))
      : [];
  const reasons = [
    ...(await messageReasons(db, run)),
    ...whyRun(withLater),
    ...behindRun,
    ...whyDeadlines(await readDeadlines(db, id, spec)),
    ...(await readOverrides(db, run, spec)).map(({ what, ...one }) => overrideReason(what, one)),
  ].map(veil.reason);
  const names = new Set(places.flatMap((idx) => taskAt(spec, idx)?.name ?? []));
  return {
    subject: task === null ? id : `${id}/${task}`,
    state: run.state,
    reasons: task === null ? reasons : whyOneTask(reasons, withLater, names),
  };
}

/** By which message it was made. */
async function messageReasons(db: Db, { id, slot }: { id: string; slot: string }) {
  const row = slot.startsWith("m:message:") ? await messageOfRun(db, { run: id }) : undefined;
  if (!row) return [];
  const trigger = row.trigger as MessageTrigger | null;
  const text = trigger
    ? sourceKind(trigger.source).text(trigger.source)
    : `message of a ${row.kind}`;
  return [
    reason("message", `made by a ${text}, of which the key is ${quoted(row.key)}`, {
      since: row.at.toISOString(),
    }),
  ];
}

function placesOf(task: string, spec: Pipeline, id: string): number[] {
  const places = placesNamed(task, spec);
  if (places.length > 0) return places;
  const help = didYouMean(
    task,
    spec.tasks.map(({ name }) => name),
  );
  const message = `run ${id} has no task "${task}"`;
  throw invalid([{ at: "task", message, ...(help === undefined ? {} : { help }) }]);
}
