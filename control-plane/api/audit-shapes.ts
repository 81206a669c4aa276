// Shapes of the audit.

import {
  definition,
  instant,
  integer,
  maybe,
  object,
  opaque,
  pageOf,
  text,
  truth,
} from "./schema.ts";

export const auditRecord = definition(
  "AuditRecord",
  {
    id: text("Its number; a number that is missing was never committed."),
    at: instant("When its act began"),
    actor: text("Who."),
    kind: maybe(
      text(
        "How the actor was known: `user`, `robot`, `run`, `local` (the server's own token), `system` (Trunkline by itself); null: from before it was recorded.",
      ),
    ),
    act: text("What was done."),
    subject: text("What it was done to: a project, `project/pipeline`, a run's id."),
    project: maybe(text("The project that it is about.")),
    reason: maybe(text("Why, as given.")),
    requestId: maybe(text("The request that asked for it.")),
    revision: maybe(text("The commit that it is about.")),
    detail: opaque<Record<string, unknown>>("What else there is to say, by act."),
    sealed: truth("It is chained to what was before; within a second."),
  },
  "What somebody did, or Trunkline by itself.",
);

export const auditPage = pageOf("AuditPage", auditRecord);

export const auditHead = definition(
  "AuditHead",
  {
    head: maybe(
      text("`NUMBER:HASH` of the newest seal, to be kept elsewhere; null: nothing was sealed yet."),
    ),
    at: maybe(instant("When it was sealed")),
    unsealed: integer("Records that wait for the sealer."),
    oldestUnsealed: maybe(instant("The oldest of them")),
  },
  "How far the audit is sealed.",
);

/** Checked by `trunkline audit verify`, whose code has the types of the lines. */
export const packLine = object(
  { type: text("`pack`, `seal`, `record`, `unsealed`, `removed`, `revision`, `commit` or `end`.") },
  "A line of the pack; docs/audit.md has them.",
);
