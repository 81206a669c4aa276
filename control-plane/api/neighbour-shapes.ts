// What the API answers about what a pipeline waits for and who waits for it.

import { runStates } from "#core/run.ts";
import { definition, instant, integer, list, maybe, object, oneOf, text } from "./schema.ts";

const standing = {
  run: maybe(
    text(
      "Id of its newest run that was not skipped; of an event, a variable or an asset the one that set it.",
    ),
  ),
  state: maybe(oneOf(runStates, "Of that run of a pipeline; null: there was none.")),
  since: maybe(instant("Since when it stands so; of an event when it was raised last")),
};
const where = text(
  "`after`: it makes a run due; `awaits`: it holds a run back; `reads`: a task reads it; else the task that it holds back, or `a task`.",
);

const upstream = object(
  {
    kind: oneOf(["run", "event", "variable", "asset"], "What is waited for."),
    project: maybe(text("Its project; null: an asset has none.")),
    name: text("The pipeline, the event, the variable or the asset."),
    task: maybe(text("The task of the pipeline, where one is meant.")),
    text: text("What must hold, such as `ledger succeeded for the same date`."),
    where,
    value: maybe(text("Of a variable; null: it has none.")),
    ...standing,
  },
  "What it waits for.",
);

const downstream = object(
  {
    kind: oneOf(["run", "asset"], "By a condition on its runs, or by an asset that it writes."),
    project: text("Its project."),
    name: text("Its name."),
    text: text("What it waits for, or the asset that it reads."),
    where,
    ...standing,
  },
  "A pipeline that waits for it.",
);

export const neighboursView = definition(
  "Neighbours",
  {
    upstream: list(upstream, "What it waits for, in the order written."),
    downstream: list(
      downstream,
      "Who waits for it, by project and name; at most 200 of each kind.",
    ),
    waiting: integer("How many entries `downstream` would have without that limit."),
  },
  "One step up and one step down from a pipeline, of what may be read.",
);
