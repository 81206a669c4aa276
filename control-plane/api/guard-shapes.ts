// What guards say and hear. Answers are flat, and their values letters and digits: a POSIX shell reads them with `sed`.

import { plainText } from "./route.ts";
import {
  definition,
  instant,
  integer,
  maybe,
  object,
  oneOf,
  optional,
  text,
  truth,
} from "./schema.ts";

export const job = text("What the job became here: `PIPELINE`, or `PIPELINE/TASK`.", {
  pattern: "^[a-z0-9][a-z0-9_-]{0,62}(/[a-z0-9][a-z0-9_-]{0,62})?$",
});
export const slot = text(
  "What the run is for: the minute in UTC (`202611272200`), or the business date (`20261127`).",
  { pattern: "^(\\d{8}|\\d{12})$" },
);
const guard = text("The guard's own id.", {
  pattern: "^[A-Za-z0-9-]{8,64}$",
});
const host = plainText("Where it is.", 253);

export const askBody = object(
  {
    ...{ job, slot: optional(slot), guard, host },
    keeps: optional(
      truth("`false`: the guard can't remember what it is granted, so nothing is. Default `true`."),
    ),
  },
  "Whose is the run? Without a slot: what may the guard start from now on?",
);
export const acknowledgeBody = object(
  { job, guard, host, epoch: integer("What it has kept.", { minimum: 0, maximum: 2147483647 }) },
  "What the guard has kept, after it has reported all that it started before.",
);

export const reportBody = object(
  {
    ...{ job, slot, guard, host },
    call: text("The id that the guard gave this run.", { pattern: "^[A-Za-z0-9-]{8,64}$" }),
    unasked: truth("It was started without an answer."),
    ordinal: optional(integer("Which run of the slot.", { minimum: 1, maximum: 1_000_000 })),
    start: optional(plainText("When the command was started (RFC 3339).")),
    end: optional(plainText("When it ended (RFC 3339).")),
    // Windows has codes such as -1073741819.
    exit: optional(integer("Its exit code.", { minimum: -2147483648, maximum: 2147483647 })),
    signal: optional(plainText("The signal that ended it.", 20)),
    digest: optional(plainText("Of what it wrote to standard output.", 200)),
  },
  "What a guard has run.",
);

export const guardAnswer = definition(
  "GuardAnswer",
  {
    owner: oneOf(["legacy", "trunkline"], "Who runs it."),
    epoch: integer("Which hand-over is the newest. The guard keeps it, with `from` and `before`."),
    from: text("The first slot that the guard may start without an answer."),
    before: maybe(text("The first that it may not; null: all later ones, too.")),
    run: maybe(text("Our run, where there is one already.")),
  },
  "Whose the run is, and what the guard may start while it can't ask.",
);

export const reportAnswer = definition(
  "GuardReportAnswer",
  { once: truth("`false`: the control plane has started it, too. The audit has it.") },
  "It is kept.",
);

export const followedView = definition(
  "FollowedRun",
  {
    owner: oneOf(["legacy", "trunkline", "nobody"], "Who has started it; `nobody`: not yet."),
    run: maybe(text("Our run.")),
    state: maybe(text("Of the run, or of the task that the job became.")),
    ended: truth("It has ended."),
    exit: maybe(integer("What the guard is to exit with; null before the end.")),
    at: maybe(instant("When it ended")),
  },
  "Our run in the place of a job.",
);
