// Shapes of what checks of data found.

import {
  anything,
  definition,
  instant,
  integer,
  list,
  mapOf,
  maybe,
  oneOf,
  pageOf,
  text,
} from "./schema.ts";

export const checkResultView = definition(
  "CheckResult",
  {
    task: text("The task, or one instance of it."),
    attempt: integer("Which of its attempts."),
    name: text("Name of the check."),
    verdict: oneOf(
      ["held", "failed", "warned", "quarantined", "unknown"],
      "`failed` fails the task; `unknown`: there was nothing to compare with yet.",
    ),
    figure: anything("A number, columns with their types, or null where the rows give none."),
    message: text("What was found, and what was asked for."),
    sample: list(
      mapOf(maybe(text("As text; null is null.")), "A row by column."),
      "Some of the rows that break it, where the task keeps any.",
    ),
    at: instant("When it was judged"),
  },
  "What one check of data found.",
);
export const checkResultPage = pageOf("CheckResultPage", checkResultView);
