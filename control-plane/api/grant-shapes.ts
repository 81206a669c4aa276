// Shapes of rights for a while.

import { definition, instant, integer, list, mapOf, maybe, oneOf, pageOf, text } from "./schema.ts";

export const grantView = definition(
  "Grant",
  {
    id: integer("Its number."),
    kind: oneOf(["incident", "ticket"], "What it is because of."),
    ticket: text("Number of the incident or change, in the system that has it."),
    grantee: text("Who asked, and has the right."),
    actions: list(text("Name of an action."), "What may be done."),
    project: text("In this project."),
    pipelines: list(
      text("A name; `*` for any characters."),
      "Only these pipelines; none: the whole project.",
    ),
    tags: mapOf(list(text("A value."), "All of them."), "Only pipelines with these tags."),
    reason: text("Why."),
    askedAt: instant("When it was asked for"),
    until: instant("Until when at most"),
    approvedBy: maybe(text("Who agreed; null: nobody yet, and it gives nothing.")),
    approvedAt: maybe(instant("When")),
    endedAt: maybe(instant("When it ended")),
    endedBy: maybe(text("Who ended it; `tickets`: its time, or its ticket.")),
    ending: maybe(oneOf(["revoked", "closed", "expired"], "How it ended; closed: its ticket was.")),
  },
  "A right for a while.",
);
export const grantPage = pageOf("GrantPage", grantView);

export const runGrantView = definition(
  "RunGrant",
  {
    project: text("The run's project."),
    pipeline: text("Its pipeline."),
    run: text("The run's id."),
    task: text("The task, or one instance of it."),
    attempt: integer("Which of its attempts."),
    resource: text("What it may use: `secret/NAME` or `connection/NAME`."),
    since: instant("Since when"),
    until: instant("Until when at most; the attempt's end takes it before"),
    state: oneOf(["granted", "used"], "Whether the attempt was given it yet."),
    usedAt: maybe(instant("When it was")),
  },
  "What a running task may use.",
);
export const runGrantPage = pageOf("RunGrantPage", runGrantView);
