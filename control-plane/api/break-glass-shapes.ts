// What the API answers about pipelines that people changed for a time without a commit.

import { commit } from "./project-shapes.ts";
import {
  anything,
  definition,
  instant,
  list,
  maybe,
  object,
  oneOf,
  pageOf,
  text,
} from "./schema.ts";

/** Who, until when, why. */
export const breakGlassFacts = {
  id: text("Its id."),
  reason: text("Why."),
  proposedBy: text("Who proposed it, as they said."),
  approvedBy: maybe(text("The other person, who agreed; null while nobody has.")),
  until: instant("When it ends by itself, by the database's clock"),
};

/** Where a pipeline or a run tells of it. */
export const breakGlassNote = object(
  breakGlassFacts,
  "What two people changed of the pipeline without a commit.",
);

export const breakGlassView = definition(
  "BreakGlass",
  {
    ...breakGlassFacts,
    project: text("The project."),
    pipeline: text("The pipeline."),
    file: text("Its spec file."),
    state: oneOf(
      ["proposed", "inForce", "expired", "withdrawn", "merged", "superseded"],
      "`merged`: a commit brought the same; `superseded`: a commit brought something else.",
    ),
    set: list(
      object(
        { path: text("In the words of the spec."), value: anything("The value.") },
        "A changed value.",
      ),
      "What is changed.",
    ),
    patch: text("What would make it permanent: `git apply` takes it."),
    base: object({ commit }, "The commit that the pipeline is of."),
    proposedAt: instant("When it was proposed"),
    approvedAt: maybe(instant("When it came into force")),
    endedAt: maybe(instant("When it ended")),
    endedBy: maybe(text("Who or what ended it.")),
  },
  "A change of a deployed pipeline that two people made for a time without a commit.",
);
export const breakGlassPage = pageOf("BreakGlassPage", breakGlassView);
