// A draft as the texts of its files: one, or a folder with a file for each task where one would be too large.

import { isFolder, type PipelineDraft, type TaskDraft, taskFile } from "./draft.ts";
import { yamlText } from "./yaml-text.ts";

const schemaLine = "# yaml-language-server: $schema=../.trunkline/schemas/pipeline.schema.json\n";

export interface SpecFile {
  /** From the project's root. */
  path: string;
  text: string;
}

/** All of a pipeline in one text, however large. */
export function specText({ comments, spec, tasks }: PipelineDraft): string {
  const head = schemaLine + comments.map((line) => `# ${line}\n`).join("") + yamlText({ ...spec });
  return tasks.length === 0 ? `${head}tasks: {}\n` : head + tasksKey + tasks.map(taskText).join("");
}

const tasksKey = "tasks:\n";

/** Below what is said of it. */
const taskText = ({ name, spec, comment }: TaskDraft): string =>
  (comment === undefined ? "" : `  # ${comment}\n`) +
  yamlText({ tasks: { [name]: spec } }).slice(tasksKey.length);

/** A pipeline as it is written; that which holds its name comes first. */
export function specFiles(draft: PipelineDraft): SpecFile[] {
  if (!isFolder(draft)) return [{ path: draft.file, text: specText(draft) }];
  const { comments, spec, tasks, file } = draft;
  const lines = comments.map((line) => `# ${line}\n`).join("");
  return [
    { path: file, text: folderSchemaLine("pipeline") + lines + yamlText({ ...spec }) },
    ...tasks.map((task) => ({
      path: taskFile(draft, task.name),
      text:
        taskSchemaLine +
        (task.comment === undefined ? "" : `# ${task.comment}\n`) +
        yamlText({ ...task.spec }),
    })),
  ];
}

const folderSchemaLine = (schema: string, up = "../.."): string =>
  `# yaml-language-server: $schema=${up}/.trunkline/schemas/${schema}.schema.json\n`;
const taskSchemaLine = folderSchemaLine("task", "../../..");
