// What the API takes and answers about runs of the scheduler before.

import { sourceKinds } from "#migrators/runlog/told-run.ts";
import { plainText } from "./route.ts";
import {
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  opaque,
  optional,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const known = ["absent", "value", "unobservable"] as const;
const outcomes = ["succeeded", "failed"] as const;
const ways = ["forced", "again"] as const;
const knownText = "`absent`: it may still come; `unobservable`: this source can't tell it.";

/** Runs of one request: their lines are what takes the room. */
export const mostRuns = 5_000;
/** Bytes of one. */
export const mostBytes = 8 * 1024 * 1024;
const mostLines = 50;
const mostOutputs = 20;

/** A line of a log may have tabs. */
const line = text("As it was written.", { maxLength: 10_000, pattern: "^[^\\u0000\\n\\r]*$" });

const toldOutput = object(
  {
    name: text("By which both schedulers' are compared.", {
      pattern: "^[a-z0-9][a-z0-9._-]{0,62}$",
    }),
    digest: text("`sha256:` and 64 hex digits.", { pattern: "^sha256:[0-9a-f]{64}$" }),
    bytes: optional(integer("After its normalisers.", { minimum: 0 })),
    rows: optional(integer("Lines, after its normalisers.", { minimum: 0 })),
    files: optional(integer("How many there are.", { minimum: 0 })),
  },
  "An output.",
);

const toldRun = object(
  {
    job: plainText("As the source names it; of cron the command.", 1_000),
    login: optional(plainText("Of cron: whose it is.")),
    host: optional(plainText("Where it ran.", 253)),
    run: optional(plainText("An order, a run number, a process; of a guard its own id.")),
    ordinal: optional(integer("Of Control-M: which run of the order.", { minimum: 1 })),
    date: optional(plainText("Business date, YYYY-MM-DD.")),
    start: optional(plainText("When it started (RFC 3339).")),
    end: optional(plainText("When it ended (RFC 3339).")),
    exit: optional(integer("Of its command.", { minimum: -2147483648, maximum: 2147483647 })),
    unobservable: optional(
      list(
        oneOf(["end", "exit"], "What."),
        "What this source can't tell; what is neither here nor given may still come.",
      ),
    ),
    outcome: optional(oneOf(outcomes, "Where it is known.")),
    status: optional(plainText("As written.")),
    how: optional(oneOf(ways, "Started by force, or a further try.")),
    digest: optional(plainText("Of its output.")),
    outputs: optional({
      ...list(toldOutput, "What it left, as `trunkline digest` measures it."),
      maxItems: mostOutputs,
    }),
    lines: optional({ ...list(line, "The lines that tell of it."), maxItems: mostLines }),
  },
  "A run.",
);

export const putBody = object(
  {
    source: object(
      {
        name: text("Its name in the project.", { pattern: "^[a-z0-9][a-z0-9._-]{0,62}$" }),
        kind: oneOf(sourceKinds, "Whose log it is."),
        zone: optional(plainText("Of local times in it.")),
        host: optional(plainText("Whose runs they are.", 253)),
        endsLogged: optional(truth("Of cron: it logs ends.")),
        failuresLogged: optional(truth("Of cron: it logs failures.")),
      },
      "From where it is told.",
    ),
    runs: optional({ ...list(toldRun, "Runs, in any order."), maxItems: mostRuns }),
    observed: optional(
      object(
        {
          from: plainText("The first moment (RFC 3339)."),
          to: plainText("The last moment (RFC 3339)."),
        },
        "Between these all runs of the source are told.",
      ),
    ),
    covered: optional({
      ...list(
        object(
          {
            job: plainText("As the source names it.", 1_000),
            from: plainText("The first moment (RFC 3339)."),
            to: plainText("The last moment (RFC 3339)."),
          },
          "A job.",
        ),
        "Of a source that tells of single jobs: between these all runs of a job are told. Each job once.",
      ),
      maxItems: mostRuns,
    }),
    position: optional(opaque("For whoever follows the source: kept with what is put.")),
    version: optional(
      integer("Only if nobody has put anything since; as `version` of the source.", { minimum: 0 }),
    ),
  },
  "What was read.",
);

export const putResult = definition(
  "LegacyRunsPut",
  {
    added: integer("Runs that are new."),
    changed: integer("Runs of which more is known now."),
    version: integer("Of the source, by now."),
  },
  "What it came to.",
);

export const legacySourceView = definition(
  "LegacySource",
  {
    name: text("Its name."),
    kind: oneOf(sourceKinds, "Whose log it is."),
    zone: maybe(text("Of local times in it.")),
    host: maybe(text("Whose runs they are.")),
    endsLogged: truth("Of cron: it logs ends."),
    failuresLogged: truth("Of cron: it logs failures."),
    since: maybe(instant("The first moment that it has told of")),
    watermark: maybe(instant("The last moment that it has told of")),
    gaps: integer("Times between these of which it has told nothing."),
    runs: integer("Runs that it has told of."),
    seenAt: instant("When it was told last"),
    retiredAt: maybe(instant("Since when nobody waits for it; null: it tells on")),
    version: integer("Counts what was put."),
    position: maybe(opaque("Of whoever follows it.")),
  },
  "From where runs of the scheduler before are told.",
);
export const legacySourcePage = pageOf("LegacySourcePage", legacySourceView);

export const legacyRunView = definition(
  "LegacyRun",
  {
    id: text("Its id."),
    source: text("Who told of it."),
    job: text("As the source names it; of cron the command."),
    pipeline: maybe(text("What the job became here; null: nothing, or several.")),
    task: maybe(text("The task, where the job became one.")),
    login: maybe(text("Of cron: whose it is.")),
    host: maybe(text("Where it ran.")),
    run: maybe(text("An order, a run number, a process.")),
    ordinal: integer("Of Control-M: which run of the order."),
    date: maybe(text("Business date, YYYY-MM-DD; null: the source has none.")),
    start: maybe(instant("When it started; null: ordered, and not started")),
    end: maybe(instant("When it ended")),
    endKnown: oneOf(known, knownText),
    exit: maybe(integer("Of its command.")),
    exitKnown: oneOf(known, knownText),
    outcome: maybe(oneOf(outcomes, "Null: not known.")),
    status: maybe(text("As written.")),
    how: maybe(oneOf(ways, "Started by force, or a further try.")),
    digest: maybe(text("Of its output.")),
    outputs: list(toldOutput, "What it left, where somebody measured it."),
    lines: list(text("As it was written."), "The lines that tell of it."),
  },
  "A run of the scheduler before.",
);
export const legacyRunPage = pageOf("LegacyRunPage", legacyRunView);

export const quietView = definition(
  "QuietWave",
  {
    wave: text("Its name."),
    stage: text("Of its pipelines."),
    lastRun: maybe(instant("When a job of it last started there; null: nobody was told of one")),
    job: text("Which job, as its source names it."),
    toldUntil: maybe(instant("All sources of its jobs have told up to then")),
    quietDays: maybe(integer("Whole days between the two; null: nobody knows.")),
  },
  "A wave, and how long the scheduler before has run nothing of it.",
);
export const quietPage = pageOf("QuietWavePage", quietView);
