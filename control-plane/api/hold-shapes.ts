// What the API answers about what people hold back: approvals, blackouts, holds.

import { blackoutModes } from "#core/blackout.ts";
import { holdModes } from "#core/run.ts";
import { definition, instant, integer, list, mapOf, maybe, oneOf, pageOf, text } from "./schema.ts";

export const approvalView = definition(
  "Approval",
  {
    run: text("The run."),
    task: text("The task that waits."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    date: text("The run's business date, YYYY-MM-DD."),
    by: list(text("A name."), "Who may approve; empty: anybody."),
    count: integer("How many must."),
    given: integer("How many have."),
    since: instant("Since when it waits"),
    deadline: maybe(instant("Until when; null: for ever")),
    onExpiry: oneOf(["fail", "skip", "approve"], "What becomes of it at the deadline."),
  },
  "A task that waits for an approval.",
);
export const approvalPage = pageOf("ApprovalPage", approvalView);
export const blackoutView = definition(
  "Blackout",
  {
    id: text("Its id."),
    project: maybe(text("Only pipelines of this project; null: of every one.")),
    pipeline: maybe(text("Only pipelines of this name; null: of every name.")),
    tags: mapOf(
      list(text("A word."), "Words of one tag."),
      "Only pipelines that have all of these.",
    ),
    from: instant("When it begins"),
    to: instant("When it ends"),
    mode: oneOf(blackoutModes, "What runs do that would start inside."),
    actor: text("Who set it."),
    reason: maybe(text("Why, as given.")),
  },
  "A time in which runs of chosen pipelines do not start.",
);
export const blackoutPage = pageOf("BlackoutPage", blackoutView);
export const holdView = definition(
  "Hold",
  {
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    run: maybe(text("The only run that is held; null: all of the pipeline's.")),
    task: maybe(text("The only task that is held; null: everything.")),
    mode: oneOf(holdModes, "What the hold does."),
    actor: text("Who holds it."),
    reason: maybe(text("Why, as given.")),
    since: instant("Since when"),
    until: maybe(instant("When it ends by itself; null: never")),
    release: text("The command that ends it."),
  },
  "Something that is held back.",
);
export const holdPage = pageOf("HoldPage", holdView);
