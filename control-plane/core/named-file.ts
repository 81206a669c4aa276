// Files of the estate that others name: a connection by a task, a calendar by a trigger or another calendar.

import type { SpecFile } from "./parse.ts";
import type { Place, Problem } from "./problem.ts";
import { closest } from "./suggest.ts";

interface NamedFile {
  file: SpecFile;
  problems: readonly Problem[];
}

export interface Naming<T extends NamedFile> {
  what: "calendar" | "connection" | "connector";
  name: string;
  place: Place;
  /** The file of that name; undefined where there is none. */
  found: T | undefined;
  /** It has no errors. */
  isSound: (found: T) => boolean;
  known: readonly string[];
  /** Where it would be. */
  path: string;
}

/** What is wrong with naming it; null when it is there and sound. */
export function namingProblem<T extends NamedFile>(naming: Naming<T>): Problem | null {
  const { what, name, place, found, known, path } = naming;
  if (found === undefined) {
    const near = closest(name, known);
    return {
      ...place,
      code: what === "connector" ? "unknown-uses" : `${what}-missing`,
      message: `there is no ${what} "${name}"`,
      help: near === null ? `it would be ${path}` : `did you mean "${near}"?`,
    };
  }
  if (naming.isSound(found)) return null;
  const [first] = found.problems;
  const broken = found.file.diagnostics.find(({ severity }) => severity === "error");
  const related = {
    file: found.file,
    path: first?.path ?? [],
    at: first?.at ?? ("value" as const),
    message: first?.message ?? broken?.message ?? "it can't be read",
  };
  const message = `the ${what} "${name}" has errors`;
  return { ...place, code: `${what}-invalid`, message, related };
}
