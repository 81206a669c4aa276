// What the API takes and answers about a cut-over.

import { holdReaders, holdStates } from "#core/cutover/holds.ts";
import { plainText } from "./route.ts";
import {
  definition,
  instant,
  integer,
  list,
  object,
  oneOf,
  optional,
  pageOf,
  text,
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
