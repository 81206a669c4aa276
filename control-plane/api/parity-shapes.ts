// How alike two schedulers are, as the API says it.

import { parityFields, verdicts } from "#core/parity/verdict.ts";
import { optional, plainText } from "./route.ts";
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
    from: text("The first business date of the range."),
    marks: text(
      "One for each business date of the range: `x` something differs, `-` one side alone, `?` it can't be known, `o` it may still come, `=` all alike, `.` nothing to compare.",
    ),
    explanations: list(
      object(
        {
          file: text("Where it is."),
          who: text("Who answers for it."),
          until: text("The last day on which it counts."),
          count: integer("Differences of the range that it explains."),
        },
        "An explanation in force.",
      ),
      "What explains differences of the job.",
    ),
    gate: object(
      {
        holds: truth("Everything that the wave's gate asks is there."),
        missing: list(text("A sentence."), "What is not."),
        days: integer("Business dates in a row that were observed."),
        comparable: integer("Runs that could be compared on these."),
        matched: integer("Those that were alike."),
        explained: integer("Differences that somebody has explained: no match, and not compared."),
        earliest: maybe(
          text(
            "The first day on which its dates could be there, if all from now on are observed and alike; null: they are there, or the calendar ends before.",
          ),
        ),
      },
      "What the gate says of it.",
    ),
  },
  "How alike both schedulers are of a job.",
);
export const parityPage = definition(
  "ParityPage",
  {
    items: list(parityView, "The items of this page, in order."),
    next: maybe(text("`after` of the next page; null on the last.")),
    inForce: list(
      object(
        {
          file: text("Where it is."),
          who: text("Who answers for it."),
          until: text("The last day on which it counts."),
        },
        "An explanation of differences in force.",
      ),
      "All of the project: one that no job of any page names explains nothing of the range.",
    ),
  },
  "One page of a list.",
);

const field = oneOf(
  parityFields,
  "`lag`: of what waits for others, how long after these it started.",
);

export const parityPairView = definition(
  "ParityPair",
  {
    verdict,
    said: text("The verdict in words: what differs by how much, or what can't be observed."),
    date: text("Business date."),
    due: maybe(instant("When it would have been due here; null: it would not")),
    ready: maybe(instant("When all that it waits for was there; null: not by now")),
    start: maybe(instant("When it started there; null: it did not, or nobody knows")),
    laterMs: maybe(integer("How much later than here, in milliseconds.")),
    differences: list(
      object(
        {
          field,
          words: text("By how much."),
        },
        "A field that is out of tolerance.",
      ),
      "What differs.",
    ),
    notObservable: list(field, "What is compared and can't be seen."),
    explanation: maybe(
      text("The file that explains the difference, with who answers for it and until when."),
    ),
    run: maybe(text("Its id among the runs of the other scheduler.")),
    ours: maybe(text("What would have started here, as a line.")),
    lines: list(text("A line."), "What the other scheduler's log said of it, as written."),
  },
  "A start here, a run there, or both.",
);
export const parityPairPage = pageOf("ParityPairPage", parityPairView);

export const reportBody = object(
  {
    date: optional(plainText("Business date; yesterday, in UTC.")),
    wave: optional(plainText("Only of this wave.")),
  },
  "Of what.",
);

export const reportResult = definition(
  "ParityReport",
  {
    date: text("Business date."),
    record: integer("Of the audit, with the hash of it."),
    sha256: text("Of the file SHA256SUMS, which has the hashes of the others."),
    files: list(
      object(
        { name: text("Without a folder."), text: text("What is in it.") },
        "A file of the report.",
      ),
      "For each folder a JSON and a Markdown file, and last SHA256SUMS.",
    ),
  },
  "The report of a business date, by folder of the other scheduler.",
);
