// The files of an import, as texts: the same input gives the same bytes.

import { countOutcomes, type LedgerLine, ledgerLines } from "./ledger.ts";
import { draftParams } from "./params.ts";
import { specText } from "./translate/spec-text.ts";
import type { Translation } from "./translate/translate.ts";
import { yamlText } from "./translate/yaml-text.ts";

export interface WrittenFile {
  /** From the folder of the import, with `/`. */
  path: string;
  text: string;
}

/** Everything but the ledger, which is written line by line. */
export function* importFiles(
  { estate, pipelines }: Translation,
  project: string,
  given: string,
): Generator<WrittenFile> {
  yield {
    path: "trunkline.yaml",
    text: `# What was imported from ${estate.system}.\n${yamlText({ name: project })}`,
  };
  for (const draft of pipelines) yield { path: draft.file, text: specText(draft) };
  const params = draftParams(estate.decisions, given);
  if (params !== "") yield { path: "params.yaml", text: params };
}

/** The ledger's lines, and what they come to. */
export function ledgerOf({ estate, accounts }: Translation): {
  lines: LedgerLine[];
  counts: ReturnType<typeof countOutcomes>;
} {
  const lines = [...ledgerLines(estate.files, accounts)];
  return { lines, counts: countOutcomes(lines) };
}
