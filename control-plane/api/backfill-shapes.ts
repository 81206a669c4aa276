// What the API answers about backfills.

import type { Scalar } from "#core/pipeline.ts";
import { runStates } from "#core/run.ts";
import {
  anyScalar,
  definition,
  type Infer,
  instant,
  integer,
  mapOf,
  maybe,
  object,
  oneOf,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const slot = object(
  {
    date: text("The business date."),
    dueAt: instant("The due time, `run.scheduledAt`"),
  },
  "A due time.",
);

export const backfillPlanView = definition(
  "BackfillPlan",
  {
    project: text("The project."),
    pipeline: text("The pipeline."),
    from: text("As asked."),
    to: text("As asked."),
    key: text("The same key again is the same backfill."),
    runs: integer("Due times that would run."),
    succeeded: integer("Due times of the range that have a run that succeeded."),
    first: maybe(slot),
    last: maybe(slot),
    order: oneOf(["oldest", "newest"], "Which come first."),
    atATime: integer("Runs at a time: its own number, or the pipeline's smaller limit."),
    estimateSeconds: maybe(integer("By the runs before; null when there are none.")),
    existing: maybe(integer("Id of the backfill that has the key already.")),
  },
  "What a backfill would do.",
);

export const backfillView = definition(
  "Backfill",
  {
    id: integer("Its id."),
    project: text("The project."),
    pipeline: text("The pipeline."),
    key: text("The same key again is the same backfill."),
    from: text("As asked."),
    to: text("As asked."),
    missing: truth("Due times with a run that succeeded were left out."),
    order: oneOf(["oldest", "newest"], "Which come first."),
    atATime: integer("Runs at a time at most."),
    params: mapOf(anyScalar<Scalar>("A value."), "Parameters of each run, as given."),
    state: oneOf(["running", "paused", "cancelled", "finished"], "Its state."),
    note: maybe(text("Why it is paused, or was cancelled.")),
    actor: text("Who asked for it."),
    reason: maybe(text("Why.")),
    createdAt: instant("When it was made"),
    finishedAt: maybe(instant("When its last run ended, or it was cancelled")),
    total: integer("Due times."),
    left: integer("Due times that have no run yet."),
    counts: mapOf(integer("Runs."), "Its runs by state, the newest generation of each due time."),
  },
  "Runs for due times of the past.",
);
export const backfillPage = pageOf("BackfillPage", backfillView);

const backfillSlotView = definition(
  "BackfillSlot",
  {
    ordinal: integer("From 1, in the order in which they run."),
    date: text("The business date."),
    dueAt: instant("The due time"),
    run: maybe(text("Id of its run, the newest generation; null while it has none.")),
    state: maybe(oneOf(runStates, "State of that run.")),
    startedAt: maybe(instant("When it was let start")),
    finishedAt: maybe(instant("When it ended")),
  },
  "A due time of a backfill.",
);
export const backfillSlotPage = pageOf("BackfillSlotPage", backfillSlotView);

export type BackfillPlanView = Infer<typeof backfillPlanView>;
export type BackfillView = Infer<typeof backfillView>;
export type BackfillSlotView = Infer<typeof backfillSlotView>;
