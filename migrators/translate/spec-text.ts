// A draft as the texts of its files: one, or a folder with a file for each task where one would be too large.

import { isFolder, type PipelineDraft, type TaskDraft, taskFile } from "./draft.ts";
import { indentedYaml, yamlText } from "./yaml-text.ts";

const schemaLine = "# yaml-language-server: $schema=../.trunkline/schemas/pipeline.schema.json\n";

export interface SpecFile {
  /** From the project's root. */
  path: string;
  text: string;
  /** What the text says; absent where it says something else, or something that nobody knows without reading it. */
  value?: Record<string, unknown>;
}

/** All of a pipeline in one text, however large. */
export function specText({ comments, spec, tasks }: PipelineDraft): string {
  const head = schemaLine + comments.map((line) => `# ${line}\n`).join("") + yamlText({ ...spec });
  return tasks.length === 0
    ? `${head}tasks: {}\n`
    : `${head}tasks:\n${tasks.map(taskText).join("")}`;
}

/** Below what is said of it. */
const taskText = ({ name, spec, comment }: TaskDraft): string =>
  (comment === undefined ? "" : `  # ${comment}\n`) + indentedYaml({ [name]: spec }, "  ");

/** A pipeline as it is written; that which holds its name comes first. */
export function specFiles(draft: PipelineDraft): SpecFile[] {
  const { comments, spec, tasks, file } = draft;
  if (!isFolder(draft)) return [{ path: file, text: specText(draft), ...wholeValue(draft) }];
  const lines = comments.map((line) => `# ${line}\n`).join("");
  return [
    {
      path: file,
      text: folderSchemaLine("pipeline") + lines + yamlText({ ...spec }),
      ...(comments.every(isPrintable) && { value: { ...spec } }),
    },
    ...tasks.map(({ name, spec: own, comment }) => ({
      path: taskFile(draft, name),
      text: taskSchemaLine + (comment === undefined ? "" : `# ${comment}\n`) + yamlText({ ...own }),
      ...(isPrintable(comment ?? "") && { value: { ...own } }),
    })),
  ];
}

/** Of a pipeline in one file. Tasks of one name would be one. */
function wholeValue({ comments, spec, tasks }: PipelineDraft): Pick<SpecFile, "value"> {
  const value: Record<string, unknown> = { ...spec };
  const byName: Record<string, unknown> = {};
  for (const task of tasks) byName[task.name] = task.spec;
  const isWhole = !("tasks" in value) && Object.keys(byName).length === tasks.length;
  value.tasks = byName;
  return isWhole &&
    comments.every(isPrintable) &&
    tasks.every((task) => isPrintable(task.comment ?? ""))
    ? { value }
    : {};
}

/** Whether a comment is one line that readers take as text. */
const isPrintable = (comment: string): boolean => !/[\p{C}\p{Zl}\p{Zp}]/u.test(comment);

const folderSchemaLine = (schema: string, up = "../.."): string =>
  `# yaml-language-server: $schema=${up}/.trunkline/schemas/${schema}.schema.json\n`;
const taskSchemaLine = folderSchemaLine("task", "../../..");
