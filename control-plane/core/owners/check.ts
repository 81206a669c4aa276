// What is wrong in a project's OWNERS, as findings of `validate`.

import type { Diagnostic } from "../diagnostic.ts";
import { ownersFile, parseOwners } from "./rules.ts";

/** None for a project without one. */
export function checkOwners(content: string | Uint8Array | undefined): Diagnostic[] {
  if (content === undefined) return [];
  const text = typeof content === "string" ? content : new TextDecoder().decode(content);
  const lines = text.split(/\r?\n/);
  return parseOwners(text).problems.map(({ line, message }) => ({
    ...{ code: "invalid-owners", severity: "error", file: ownersFile },
    ...{ line, column: 1, endLine: line, endColumn: (lines[line - 1]?.length ?? 0) + 1 },
    message,
    help: "a line is a pattern or tag:KEY=VALUE, then owners, then how many of them",
  }));
}
