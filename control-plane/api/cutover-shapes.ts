// What the API takes and answers about a cut-over.

import { holdReaders, holdStates } from "#core/cutover/holds.ts";
import { stages } from "#core/waves/wave.ts";
import { plainText } from "./route.ts";
import {
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  optional,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const wave = text("The wave.", { pattern: "^[a-z0-9][a-z0-9_-]{0,62}$" });
const state = oneOf(
  holdStates,
  "`held`; `iced`: passed over, as if it had succeeded; `absent`: not there any more; `active`: it may start; `unknown`.",
);

/** A line of a table or a report may have tabs. */
const line = text("As it was read.", { maxLength: 10_000, pattern: "^[^\\u0000\\n\\r]*$" });

export const holdsBody = object(
  {
    wave,
    source: plainText("What was read: a host's table, an instance of a scheduler."),
    how: oneOf(holdReaders, "By what it was read."),
    readAt: optional(plainText("When the other scheduler said so (RFC 3339); now.")),
    holds: {
      ...list(
        object(
          {
            job: plainText("As the pipeline's `legacy` names it; of cron the command.", 1_000),
            state,
            line: optional(line),
          },
          "A job.",
        ),
        "What it says of jobs.",
      ),
      maxItems: 10_000,
    },
  },
  "A reading of what another scheduler holds.",
);

export const holdsKept = definition(
  "LegacyHoldsKept",
  { kept: integer("Jobs of which it is the newest reading.") },
  "It is kept.",
);

export const legacyHoldView = definition(
  "LegacyHold",
  {
    wave: text("The wave."),
    job: text("The job of the other scheduler."),
    source: text("What was read."),
    state,
    how: oneOf(holdReaders, "By what it was read."),
    readAt: instant("When"),
    line: text("As it was read; empty where the job isn't there."),
    actor: text("Who read it."),
  },
  "A hold of another scheduler, as it was read back.",
);
export const legacyHoldPage = pageOf("LegacyHoldPage", legacyHoldView);

export const cutoverView = definition(
  "Cutover",
  {
    now: instant("When it was so, by the database's clock"),
    pipelines: list(
      object(
        {
          pipeline: text("The pipeline."),
          stage: oneOf(stages, "As it is deployed."),
          guarded: truth("Guards ask whose its runs are."),
          within: maybe(integer("How old the read-back of a hold may be, in milliseconds.")),
        },
        "A pipeline of the wave.",
      ),
      "As they are deployed, by name.",
    ),
    jobs: list(
      object(
        {
          pipeline: text("What it became."),
          task: text("Which task of it; empty: the pipeline itself."),
          system: text("Its scheduler: `cron`, `control-m` or `autosys`."),
          job: text("Its name there; of cron the command."),
          state: maybe(oneOf(holdStates, "What all sources say of it; null: it was never read.")),
          readAt: maybe(instant("The oldest of these readings")),
        },
        "A job of the other scheduler.",
      ),
      "Those that are to be held.",
    ),
    guards: list(
      object(
        {
          pipeline: text("What it guards."),
          host: text("Where it is."),
          askedAt: instant("When it asked last"),
          knows: truth("It has said that it knows the newest hand-over."),
        },
        "A guard.",
      ),
      "Those that were ever answered.",
    ),
    ours: list(
      object(
        {
          pipeline: text("The pipeline."),
          runs: integer("How many of its runs have not ended."),
          oldest: instant("Since when the oldest of them is there"),
        },
        "A pipeline with runs in flight.",
      ),
      "What runs here.",
    ),
    legacy: list(
      object(
        {
          job: text("The job."),
          source: text("Who told of it."),
          start: instant("When it started"),
          endKnown: oneOf(
            ["absent", "unobservable"],
            "`absent`: it may still come; `unobservable`: this source can't tell it.",
          ),
        },
        "A run there of whose end nobody was told.",
      ),
      "What may run there.",
    ),
    raised: list(
      text("Its name."),
      "Events that somebody has set who is no run: by hand, from the other scheduler, or with a job's end there.",
    ),
    borders: maybe(
      list(
        object(
          {
            text: text("Who waits for what, and its bridge."),
            seen: truth("The bridge was seen: it is built here, or has told something."),
          },
          "What waits on one side for the other once the wave is live.",
        ),
        "By the deployed pipelines; null: the project has too many to look at for an answer.",
      ),
    ),
  },
  "A wave and what a cut-over needs to know of it.",
);

export const takeBody = object(
  {
    source: plainText("What the facts were read from: an instance of a scheduler."),
    events: optional({
      ...list(
        object(
          { name: plainText("Its name."), date: plainText("YYYY-MM-DD, or `static`.") },
          "It.",
        ),
        "Conditions that are set there.",
      ),
      maxItems: 10_000,
    }),
    variables: optional({
      ...list(
        object(
          { name: plainText("Its name."), value: plainText("Its value.", 10_000) },
          "A variable.",
        ),
        "Global variables as they are there.",
      ),
      maxItems: 10_000,
    }),
  },
  "What is set there, beside the outcomes of jobs that were told.",
);

export const takenView = definition(
  "TakenOver",
  {
    taken: integer("Runs that are new here, as they ended there."),
    pipelines: list(text("Its name."), "Pipelines with an outcome."),
    left: list(
      object({ pipeline: text("Its name."), why: text("What is missing.") }, "One without."),
      "Pipelines without one.",
    ),
    cycles: list(
      object(
        {
          pipeline: text("The pipeline."),
          task: text("Its task that repeats."),
          job: text("The job that it was."),
          date: text("Business date of the newest iteration there."),
          iterations: integer("How many of that date are known to have begun there."),
          last: instant("When the newest of them did"),
          next: maybe(
            instant("When the next would begin, by the task's `repeat`; null: none follows"),
          ),
          goesOn: oneOf(
            ["here", "there"],
            "On which side the rest of the date runs once the wave is live: where a guard asks by dates, on the one that has begun it.",
          ),
        },
        "A task that repeats.",
      ),
      "Where jobs that repeat stand there.",
    ),
  },
  "What was taken over.",
);
