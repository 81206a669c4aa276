// The files of an import, as texts: the same input gives the same bytes.

import type { LegacyEstate } from "./legacy.ts";
import { draftParams } from "./params.ts";
import type { ImportReport } from "./report.ts";
import { reportMarkdown } from "./report-markdown.ts";
import type { ProjectDraft } from "./translate/draft.ts";
import { yamlText } from "./translate/yaml-text.ts";

export interface WrittenFile {
  /** From the folder of the import, with `/`. */
  path: string;
  text: string;
}

/** What the import's pipelines are a part of. */
export const projectFile = ({ system }: LegacyEstate, project: string): WrittenFile => ({
  path: "trunkline.yaml",
  text: `# What was imported from ${system}.\n${yamlText({ name: project })}`,
});

/** What pipelines name, such as calendars. */
export function* sharedFiles(files: ProjectDraft["files"]): Generator<WrittenFile> {
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    yield { path, text: yamlText(content) };
}

/** What is told of the import. @param given The parameters as they were, for the draft. */
export function* reportFiles(
  { decisions }: LegacyEstate,
  report: ImportReport,
  given: string,
): Generator<WrittenFile> {
  yield { path: "report.json", text: `${JSON.stringify(report, null, 2)}\n` };
  yield { path: "report.md", text: reportMarkdown(report) };
  const params = draftParams(decisions, given);
  if (params !== "") yield { path: "params.yaml", text: params };
}
