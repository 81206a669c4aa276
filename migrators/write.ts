// The files of an import, as texts: the same input gives the same bytes.

import { countOutcomes, type LedgerLine, ledgerLines } from "./ledger.ts";
import { draftParams } from "./params.ts";
import { type ImportReport, reportOf } from "./report.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { specText } from "./translate/spec-text.ts";
import type { Translation } from "./translate/translate.ts";
import { yamlText } from "./translate/yaml-text.ts";

export interface WrittenFile {
  /** From the folder of the import, with `/`. */
  path: string;
  text: string;
}

/** What was done, and what it came to. */
export interface Imported {
  lines: LedgerLine[];
  report: ImportReport;
}

export function importedOf(translation: Translation): Imported {
  const lines = [...ledgerLines(translation.estate.files, translation.accounts)];
  return { lines, report: reportOf(translation, lines, countOutcomes(lines)) };
}

/** Everything but the ledger, which is written line by line. @param given The parameters as they were, for the draft. */
export function* importFiles(
  { estate, pipelines }: Translation,
  { report }: Imported,
  project: string,
  given: string,
): Generator<WrittenFile> {
  const text = `# What was imported from ${estate.system}.\n${yamlText({ name: project })}`;
  yield { path: "trunkline.yaml", text };
  for (const draft of pipelines) yield { path: draft.file, text: specText(draft) };
  yield { path: "report.json", text: `${JSON.stringify(report, null, 2)}\n` };
  yield { path: "report.md", text: reportMarkdown(report) };
  const params = draftParams(estate.decisions, given);
  if (params !== "") yield { path: "params.yaml", text: params };
}
