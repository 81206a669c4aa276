// What a project may not contain, said as diagnostics at the file.

import type { Diagnostic } from "./diagnostic.ts";
import type { TreeFinding } from "./tree.ts";

/** At the first line: a refused entry has no text that could be pointed into. */
export function treeDiagnostics(findings: readonly TreeFinding[]): Diagnostic[] {
  return findings.map(({ path, message, help }) => ({
    code: "git-entry-refused",
    severity: "warning",
    file: path,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    message,
    help,
  }));
}
