// Names are identities: two files that declare the same one are told about each other.

import type { Diagnostic, Span } from "./diagnostic.ts";
import { parseContent } from "./parse.ts";

/**
 * Errors for every name that more than one source has, one at each of the places.
 * @param content Gives the file of a source; only asked for those that clash.
 */
export function findDuplicates(
  sources: readonly { path: string; name: string | null }[],
  content: (path: string) => string | Uint8Array | undefined,
): Diagnostic[] {
  const first = new Map<string, string>();
  const clashes = new Map<string, string[]>();
  for (const { path, name } of sources) {
    if (name === null) continue;
    const before = first.get(name);
    if (before === undefined) first.set(name, path);
    else clashes.getOrInsertComputed(name, () => [before]).push(path);
  }
  return [...clashes].flatMap(([name, paths]) => {
    const places = paths.map((path) => ({ path, span: nameSpan(path, content(path)) }));
    return places.map(({ path, span }, index) => {
      const other = places[index === 0 ? 1 : 0] ?? { path, span };
      const { line, column } = other.span;
      return {
        code: "duplicate-pipeline",
        severity: "error",
        file: path,
        ...span,
        message: `the name "${name}" belongs to another pipeline too`,
        help: "rename one of them",
        related: { file: other.path, line, column, message: `"${name}" is also here` },
      } satisfies Diagnostic;
    });
  });
}

/** Where the pipeline's name is written. */
export function nameSpan(path: string, content: string | Uint8Array | undefined): Span {
  if (content === undefined) return { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return parseContent(path, content).document().spanOf(["name"], "value");
}
