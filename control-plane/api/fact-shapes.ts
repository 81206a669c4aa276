// What the API answers about what conditions ask for: events, variables, assets.

import { definition, instant, list, maybe, oneOf, pageOf, text } from "./schema.ts";

const changeProperties = {
  at: instant("Since when"),
  actor: maybe(text("Who did it; null for a task.")),
  run: maybe(text("The run whose task did it; null for a person.")),
  reason: maybe(text("Why, as given.")),
};
export const eventView = definition(
  "Event",
  {
    project: text("Its project."),
    name: text("Its name."),
    date: text("The business date that it is for, YYYY-MM-DD; `static` for none."),
    ...changeProperties,
  },
  "A named fact that is there until it is cleared.",
);
export const eventPage = pageOf("EventPage", eventView);
export const variableView = definition(
  "Variable",
  {
    project: text("Its project."),
    name: text("Its name."),
    value: text("Its value."),
    ...changeProperties,
  },
  "A named value that conditions compare.",
);
export const variablePage = pageOf("VariablePage", variableView);
export const assetView = definition(
  "Asset",
  {
    name: text("Its name; all projects share it."),
    at: maybe(instant("When it was updated last; null: never")),
    date: maybe(text("The business date of that update, YYYY-MM-DD.")),
    project: text("Of the run that wrote it, else of a pipeline that writes or reads it."),
    run: maybe(text("That run.")),
    state: oneOf(["fresh", "stale"], "Whether the update is as new as those who write it say."),
    freshUntil: maybe(instant("Until when it is fresh; null: for ever, or never updated")),
    actor: maybe(text("Who reported the update by hand; null for a task.")),
    writers: list(text("Project and pipeline."), "Deployed pipelines whose tasks write it."),
    readers: list(
      text("Project and pipeline."),
      "Deployed pipelines whose tasks say that they read it.",
    ),
  },
  "A data product and its newest update.",
);
export const assetPage = pageOf("AssetPage", assetView);
