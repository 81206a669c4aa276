// What the API answers about spec files with errors.

import type { PrintedDiagnostic } from "#core/diagnostic.ts";
import {
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  opaque,
  pageOf,
  text,
} from "./schema.ts";

export const brokenFileView = definition(
  "BrokenFile",
  {
    path: text("The spec file, from the project's root."),
    name: maybe(text("The pipeline's name, if it could be read.")),
    commit: maybe(text("The commit in which it was first seen so.")),
    since: maybe(instant("When that was looked at")),
    errors: list(
      object(
        {
          diagnostic: opaque<PrintedDiagnostic>("The finding, as `validate` prints it."),
          lines: list(
            object({ line: integer("From 1."), text: text("As it is there.") }, "A line."),
            "Up to two before and after; empty where this server has no copy of the repository, or somebody may not read all of the project.",
          ),
        },
        "What is wrong.",
      ),
      "All that is wrong in it.",
    ),
  },
  "A spec file with errors; nothing that is deployed changes by it.",
);
export const brokenFilePage = pageOf("BrokenFilePage", brokenFileView);
