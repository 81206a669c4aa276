// What a project may not contain, said as diagnostics at the file.

import type { Diagnostic, Severity } from "./diagnostic.ts";
import { decider, listSources } from "./estate-paths.ts";
import type { TreeFinding } from "./tree.ts";

/**
 * At the first line: a refused entry has no text that could be pointed into.
 * @param severity An error where a pipeline can't be read because of it.
 */
export function treeDiagnostics(
  findings: readonly TreeFinding[],
  severity: Severity = "warning",
): Diagnostic[] {
  return findings.map(({ code, path, message, help }) => ({
    code: code === "git-lfs-pointer" ? code : "git-entry-refused",
    severity,
    file: path,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    message,
    help,
  }));
}

/**
 * An error where pipelines may be lost by it, otherwise a warning.
 * @param around Paths beside and above those of the findings, from the project's root.
 */
export function estateTreeDiagnostics(
  findings: readonly TreeFinding[],
  around: Iterable<string>,
  pipelinesFolder: string,
): Diagnostic[] {
  if (findings.length === 0) return [];
  const refused = findings.map(({ path }) => path);
  const decides = decider(listSources([...around, ...refused], pipelinesFolder));
  return findings.flatMap((finding) =>
    treeDiagnostics([finding], decides(finding.path) ? "error" : "warning"),
  );
}
