// A draft as the text of its file.

import type { PipelineDraft, TaskDraft } from "./draft.ts";
import { yamlText } from "./yaml-text.ts";

const schemaLine = "# yaml-language-server: $schema=../.trunkline/schemas/pipeline.schema.json\n";

/** A pipeline as it is written. */
export function specText({ comments, spec, tasks }: PipelineDraft): string {
  const head = schemaLine + comments.map((line) => `# ${line}\n`).join("") + yamlText({ ...spec });
  return tasks.length === 0 ? `${head}tasks: {}\n` : head + tasksKey + tasks.map(taskText).join("");
}

const tasksKey = "tasks:\n";

/** Below what is said of it. */
const taskText = ({ name, spec, comment }: TaskDraft): string =>
  (comment === undefined ? "" : `  # ${comment}\n`) +
  yamlText({ tasks: { [name]: spec } }).slice(tasksKey.length);
