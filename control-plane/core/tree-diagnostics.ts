// What a project may not contain, said as diagnostics at the file.

import type { Diagnostic, Severity } from "./diagnostic.ts";
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
