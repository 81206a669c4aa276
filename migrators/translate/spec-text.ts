// A draft as the text of its file.

import type { PipelineDraft } from "./draft.ts";
import { yamlText } from "./yaml-text.ts";

const schemaLine = "# yaml-language-server: $schema=../.trunkline/schemas/pipeline.schema.json\n";

/** A pipeline as it is written. */
export function specText({ comments, spec, tasks }: PipelineDraft): string {
  const lines = comments.map((line) => `# ${line}\n`).join("");
  const named = Object.fromEntries(tasks.map(({ name, spec: task }) => [name, task]));
  return schemaLine + lines + yamlText({ ...spec, tasks: named });
}
