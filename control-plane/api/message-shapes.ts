// What the API answers about triggers that messages set off, and about messages that were set aside.

import {
  anything,
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  pageOf,
  text,
  truth,
} from "./schema.ts";

export const sourceView = definition(
  "TriggerSource",
  {
    project: text("The project."),
    pipeline: text("The pipeline."),
    kind: text("What it follows, such as `database`."),
    text: text("For people: what a run is made for each of."),
    address: maybe(text("Of a webhook: the path to which messages are sent.")),
    worker: maybe(text("The worker that follows it; null: none, or others send.")),
    state: oneOf(
      ["followed", "sent", "paused", "unfollowed", "failing"],
      "`sent`: others send to it; `unfollowed`: no worker is there that has its labels.",
    ),
    labels: list(text("A label."), "What its worker must have."),
    position: anything("How far it was read, as its kind keeps it; null: it has not begun."),
    lastAt: maybe(instant("When its newest message was taken")),
    error: maybe(text("What keeps it from being followed.")),
    errorSince: maybe(instant("Since when")),
    runs: integer("Messages that made a run."),
    skipped: integer("Messages for which `if` was false."),
    repeated: integer("Messages that came again."),
    waiting: integer("Unfinished runs of the pipeline that messages made."),
    maxWaiting: integer("With how many of them nothing more is taken."),
    aside: integer("Messages that are set aside."),
  },
  "A trigger that messages set off.",
);
export const sourcePage = pageOf("TriggerSourcePage", sourceView);

const messageFields = {
  id: text("Its id."),
  project: text("The project."),
  pipeline: text("The pipeline."),
  kind: text("Of which kind of source it is."),
  key: text("What tells it from others."),
  at: instant("When it came"),
  reason: maybe(text("Why no run could be made of it.")),
  isKept: truth("Whether its content is kept, so that it can be tried again."),
};
export const asideView = definition("AsideMessage", messageFields, "A message that is set aside.");
export const asidePage = pageOf("AsideMessagePage", asideView);
export const messageView = definition(
  "Message",
  {
    ...messageFields,
    outcome: oneOf(["run", "aside", "discarded"], "What became of it."),
    run: maybe(text("The run that it made.")),
    content: anything(
      "`headers`, `body` and `sentAt`, as expressions see them; null: it is not kept.",
    ),
  },
  "A message and what became of it.",
);
export const retriedView = object(
  {
    outcome: oneOf(["run", "skipped", "aside", "discarded"], "What became of it now."),
    run: maybe(text("The run.")),
  },
  "What became of the message.",
);
