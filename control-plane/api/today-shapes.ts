// What the API answers about the estate as a whole: for whoever takes over a shift.

import { sharedKinds } from "#core/today/shared-waits.ts";
import {
  definition,
  type Infer,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  pageOf,
  text,
} from "./schema.ts";

const sharedWait = definition(
  "SharedWait",
  {
    kind: oneOf(sharedKinds, "What is shared, or was decided."),
    name: text(
      "Of the pool; what is asked for, such as `event RATES for 2026-11-20`; of a blackout its id, of a pause its pipeline.",
    ),
    project: maybe(text("The project that declares or awaits it; null: it is of all projects.")),
    found: maybe(text("What was found of it, or who decided it and why.")),
    since: instant("Since when it is waited for, or in force"),
    until: maybe(instant("When it ends by itself")),
    by: list(
      object(
        {
          run: text("Its run's id."),
          project: text("Its project."),
          pipeline: text("Its pipeline."),
          task: text("Its name."),
          since: instant("Since when"),
        },
        "A task that has some of it.",
      ),
      "Of a pool: who has it, the first three.",
    ),
    count: integer("Runs that wait for it."),
    runs: list(text("A run's id."), "The first of them, at most 200."),
  },
  "What runs wait for that others share, or that somebody decided.",
);
export const sharedWaitPage = pageOf("SharedWaitPage", sharedWait);
export type SharedWaitView = Infer<typeof sharedWait>;

const usual = definition(
  "UsualRun",
  {
    project: text("The project."),
    pipeline: text("The pipeline."),
    timezone: text("IANA zone of its first schedule's times; without one its own."),
    medianMs: maybe(
      integer(
        "Half of the newest comparable runs took no longer, in milliseconds; null: too few tell.",
      ),
    ),
  },
  "What is usual of a pipeline's runs.",
);
export const usualPage = pageOf("UsualRunPage", usual);
export type UsualView = Infer<typeof usual>;

export const duePage = definition(
  "DuePage",
  {
    items: list(
      object(
        {
          project: text("The project."),
          pipeline: text("The pipeline."),
          dueAt: instant("When it is due next"),
          timezone: text("IANA zone of the schedule."),
        },
        "A trigger's next due time.",
      ),
      "The nearest first.",
    ),
    withinHour: integer("Pipelines that are due within the hour."),
    now: instant("The database's clock"),
  },
  "What is due next.",
);
export type DueView = Infer<typeof duePage>;

export const loadView = definition(
  "Load",
  {
    timezone: text("In which the day is."),
    from: instant("Midnight"),
    now: instant("The database's clock"),
    hours: list(
      object(
        {
          from: instant("When it begins"),
          began: integer("Runs that began in it."),
          succeeded: integer("Of those: that have succeeded."),
          failed: integer("Of those: that have failed."),
          due: integer("Due times that are still to come in it."),
        },
        "An hour.",
      ),
      "24; of a day on which clocks change 23 or 25.",
    ),
    countedFrom: maybe(
      instant("So many began that only those from then on were counted, of whoever sees all"),
    ),
  },
  "Runs of a day by the hour.",
);
export type LoadView = Infer<typeof loadView>;

const deployed = definition(
  "DeployedLately",
  {
    project: text("The project."),
    revision: integer("Its revision, counted by the server."),
    commit: text("The deployed commit."),
    subject: text("First line of the commit message."),
    author: text("Who wrote it, by name."),
    change: maybe(text("Number of the pull or merge request.")),
    appliedAt: instant("When it was deployed"),
    count: integer("Pipelines that it touched."),
    pipelines: list(text("A name."), "The first of them, at most 500."),
  },
  "A deployment.",
);
export const deployedPage = pageOf("DeployedLatelyPage", deployed);
export type DeployedView = Infer<typeof deployed>;
