// What `validate` found as a report for CI systems.

import type { Diagnostic } from "#core/diagnostic.ts";
import { diagnosticFindings } from "#core/formats/finding.ts";
import { findingsMarkdown } from "#core/formats/findings-markdown.ts";
import { folderInRepository } from "./folder-in-repository.ts";
import type { Report } from "./print-report.ts";

interface Validated {
  diagnostics: readonly Diagnostic[];
  sources: readonly { path: string; name: string | null }[];
  root: string;
  summary: string;
}

export function validateReport({ diagnostics, sources, root, summary }: Validated): Report {
  const folder = folderInRepository(root);
  const findings = diagnosticFindings(diagnostics, folder);
  return {
    ...{ suite: "trunkline validate", findings, summary },
    cases: sources.map(({ path, name }) => ({
      ...{ name: name ?? path, output: [] },
      file: folder === "" ? path : `${folder}/${path}`,
    })),
    markdown: () => findingsMarkdown(findings, summary),
  };
}
