// What the API answers about runs that people changed by hand.

import { overrideKinds } from "#core/override/describe.ts";
import type { Scalar } from "#core/pipeline.ts";
import {
  anyScalar,
  definition,
  type Infer,
  instant,
  maybe,
  oneOf,
  pageOf,
  text,
} from "./schema.ts";

export const overrideView = definition(
  "Override",
  {
    run: text("The run's id."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    date: text("Its business date."),
    task: maybe(text("The task that it is about; null for the run as a whole.")),
    kind: oneOf(overrideKinds, "`ignore`: a gate that was opened; else a value that was given."),
    name: text("What is ignored, such as `time` or `condition:NAME`; the parameter or variable."),
    value: maybe(
      anyScalar<Scalar>("The value in this run, labels joined by commas; null of what is ignored."),
    ),
    before: maybe(
      anyScalar<Scalar>(
        "What the parameter or the variable was until then, joined by commas where it differed among tasks; null: it was not there.",
      ),
    ),
    what: text("The same in one clause."),
    actor: text("Who did it."),
    reason: text("Why."),
    at: instant("When"),
    reviewedBy: maybe(text("Who looked at it afterwards.")),
    reviewedAt: maybe(instant("When somebody did")),
  },
  "What a person changed of one run.",
);
export const overridePage = pageOf("OverridePage", overrideView);
export type OverrideView = Infer<typeof overrideView>;
