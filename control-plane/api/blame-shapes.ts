// What the API answers about who set the fields of a pipeline.

import type { BlameLine } from "#core/blame-line.ts";
import { change, commit, person } from "./project-shapes.ts";
import { anything, definition, instant, list, pageOf, type Schema, text, truth } from "./schema.ts";

const blamedField = definition(
  "BlamedField",
  {
    pipeline: text("The pipeline."),
    path: text("The field in the normalized pipeline, such as `tasks.load.timeoutMs`."),
    value: anything("Its present value; durations are milliseconds."),
    files: list(text("A file."), "Files that say so: the spec, its defaults, a template."),
    commit,
    author: person,
    at: instant("When the change was committed"),
    change,
    approvers: list(text("A person."), "Who approved, as the commit declares."),
    subject: text("First line of the commit message."),
    orEarlier: truth("Older versions were not looked at: one of them may have set it."),
  },
  "A field of a pipeline and the change that gave it its value.",
) as Schema<BlameLine>;
export const blamePage = pageOf("BlamePage", blamedField);
