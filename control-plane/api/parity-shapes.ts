// How alike two schedulers start, as the API says it.

import { verdicts } from "#core/parity/verdict.ts";
import {
  definition,
  instant,
  integer,
  list,
  mapOf,
  maybe,
  object,
  oneOf,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const verdict = oneOf(
  verdicts,
  "`not-observable`, `unobserved` and `open` are no match: the source can't tell, nobody was told of the time, or it may still come.",
);

export const parityView = definition(
  "Parity",
  {
    pipeline: text("The pipeline that is observed."),
    task: maybe(text("The task that the job became; null: the pipeline itself.")),
    wave: text("Its wave."),
    job: text("The job of the other scheduler."),
    counts: mapOf(integer("How many."), "Of each verdict in the range."),
    gate: object(
      {
        holds: truth("Everything that the wave's gate asks is there."),
        missing: list(text("A sentence."), "What is not."),
        days: integer("Business dates in a row that were observed."),
        comparable: integer("Runs that could be compared on these."),
        matched: integer("Those that were alike."),
      },
      "What the gate says of it.",
    ),
  },
  "How alike both schedulers start a job.",
);
export const parityPage = pageOf("ParityPage", parityView);

export const parityPairView = definition(
  "ParityPair",
  {
    verdict,
    date: maybe(text("Business date.")),
    due: maybe(instant("When it would have been due here; null: it would not")),
    ready: maybe(instant("When all that it waits for was there; null: not by now")),
    start: maybe(instant("When it started there; null: it did not, or nobody knows")),
    laterMs: maybe(integer("How much later than here, in milliseconds.")),
    run: maybe(text("Its id among the runs of the other scheduler.")),
  },
  "A start here, a run there, or both.",
);
export const parityPairPage = pageOf("ParityPairPage", parityPairView);
