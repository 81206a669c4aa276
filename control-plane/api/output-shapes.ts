// Shapes of outputs that are compared by digests.

import { definition, integer, maybe, pageOf, text } from "./schema.ts";

export const runOutputView = definition(
  "RunOutput",
  {
    task: text("The task, or one instance of it."),
    name: text("By which both schedulers' are compared."),
    digest: maybe(text("`sha256:` and 64 hex digits; null: it could not be measured.")),
    bytes: maybe(integer("After its normalisers.")),
    rows: maybe(integer("Lines, after its normalisers.")),
    files: maybe(integer("Of a `glob`: how many there are.")),
    problem: maybe(text("Why it could not be measured.")),
  },
  "An output of a task that ran in shadow.",
);
export const runOutputPage = pageOf("RunOutputPage", runOutputView);
