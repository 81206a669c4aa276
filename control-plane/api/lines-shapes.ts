// What the API takes and answers about parts of another scheduler's log.

import { plainText } from "./route.ts";
import {
  anything,
  definition,
  integer,
  list,
  object,
  oneOf,
  optional,
  text,
  truth,
} from "./schema.ts";

/** Of a request. What is read of it is held at once. */
export const mostLogBytes = 16 * 1024 * 1024;

export const linesParams = object(
  {
    project: text("The project's name."),
    source: text("What the log is called here, such as its host.", {
      pattern: "^[a-z0-9][a-z0-9._-]{0,62}$",
    }),
  },
  "In the path.",
);

export const linesQuery = object(
  {
    kind: optional(
      oneOf(["cron", "control-m", "autosys"], "Whose log it is; by its content unless given."),
    ),
    zone: optional(plainText("Of its local times; as it was last said unless given.")),
    host: optional(plainText("Of a log of several hosts the one that is read.", 253)),
    job: optional(plainText("Whose log it is, where it doesn't say it.", 1_000)),
    from: optional(plainText("A date near its first line, where its dates have no year.")),
    dateStandard: optional(oneOf(["mmdd", "ddmm"], "Of dates of AutoSys: month or day first.")),
    failuresLogged: optional(truth("Of cron: it logs failures, so what has none succeeded.")),
    complete: optional(
      truth("Of a list of single jobs: it has all runs of each between its first and its last."),
    ),
    offset: optional(
      integer("Bytes of the log before this part; without it the body stands for itself.", {
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
      }),
    ),
    log: optional(plainText("With `offset`: what tells this log from others of the source.")),
    rotated: optional(
      truth("With `offset=0`: it follows another log, all of which was given, without a gap."),
    ),
  },
  "What only its caller can say of a log.",
);

/** Never as text: its bytes are counted. */
export const logBody = {
  content: { "application/octet-stream": { schema: anything("The log, or a part of it.") } },
};

export const linesResult = definition(
  "LegacyLinesPut",
  {
    runs: integer("Runs that it tells of."),
    added: integer("Of these, new ones."),
    changed: integer("Of these, runs of which more is known now."),
    next: integer("Bytes up to the end of the last whole line: the next part begins there."),
    left: integer("Bytes after it: a line without its end, which was left."),
    unread: integer("Lines that could not be read."),
    examples: list(
      object({ text: text("Its begin."), why: text("What is wrong with it.") }, "A line."),
      "Some of them.",
    ),
    version: integer("Of the source, by now."),
  },
  "What it came to.",
);
