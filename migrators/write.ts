// The files of an import, as texts: the same input gives the same bytes.

import { draftParams } from "./params.ts";
import type { ImportReport } from "./report.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { specText } from "./translate/spec-text.ts";
import type { Translation } from "./translate/translate.ts";
import { yamlText } from "./translate/yaml-text.ts";

export interface WrittenFile {
  /** From the folder of the import, with `/`. */
  path: string;
  text: string;
}

/** What is deployed, one file at a time. */
export function* projectFiles(
  { estate, pipelines }: Translation,
  project: string,
): Generator<WrittenFile> {
  const text = `# What was imported from ${estate.system}.\n${yamlText({ name: project })}`;
  yield { path: "trunkline.yaml", text };
  for (const draft of pipelines) yield { path: draft.file, text: specText(draft) };
}

/** What is told of the import. @param given The parameters as they were, for the draft. */
export function* reportFiles(
  { estate }: Translation,
  report: ImportReport,
  given: string,
): Generator<WrittenFile> {
  yield { path: "report.json", text: `${JSON.stringify(report, null, 2)}\n` };
  yield { path: "report.md", text: reportMarkdown(report) };
  const params = draftParams(estate.decisions, given);
  if (params !== "") yield { path: "params.yaml", text: params };
}
