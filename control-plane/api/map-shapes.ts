// What the API answers about the estate as a graph.

import { runStates } from "#core/run.ts";
import { definition, instant, integer, list, mapOf, maybe, object, oneOf, text } from "./schema.ts";

export const mapView = definition(
  "EstateMap",
  {
    pipelines: list(
      object(
        {
          project: text("Its project."),
          name: text("Its name."),
          tags: mapOf(list(text("A value."), "Values of one tag."), "Its tags."),
          state: maybe(
            oneOf(runStates, "Of its newest run that was not skipped; null: there was none."),
          ),
          deadline: maybe(
            object(
              {
                at: instant("The deadline"),
                state: oneOf(["on-track", "at-risk", "late"], "How it stands."),
                expectedAt: maybe(instant("When it is likely to happen, by the last look")),
              },
              "Of its newest run, while that is under way: the nearest deadline that is open.",
            ),
          ),
        },
        "A deployed pipeline.",
      ),
      "All of them that may be read, by project and name.",
    ),
    conditions: list(
      list(integer("A place in `pipelines`, from 0."), "What is awaited, and who asks about it."),
      "Conditions on runs of other pipelines, once for each two.",
    ),
  },
  "The whole estate: its pipelines and who waits for whom.",
);
