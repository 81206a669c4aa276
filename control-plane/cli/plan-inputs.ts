// Files beside the project that a plan or a rehearsal is given: how long tasks take.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { Durations } from "#core/plan/lengths.ts";
import { readDurations } from "#core/rehearsal/durations.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { CommandError } from "./exit.ts";

/** Nothing without a file. Mistakes in it are diagnostics. @throws CommandError when it can't be read. */
export function readDurationsFile(file: string | undefined, cwd: string) {
  if (file === undefined) return { declared: new Map(), diagnostics: [], text: "" };
  const text = textOf(file, cwd);
  return { ...readDurations(file, text), text };
}

/** @throws CommandError for a file that can't be read or has errors. */
export function durationsOf(file: string | undefined, cwd: string): Durations {
  const { declared, diagnostics, text } = readDurationsFile(file, cwd);
  refuseErrors(diagnostics, () => text);
  return new Map(
    [...declared].flatMap(([name, { expected }]) => (expected ? [[name, expected]] : [])),
  );
}

function textOf(file: string, cwd: string): string {
  try {
    return readFileSync(path.resolve(cwd, file), "utf8");
  } catch (error) {
    throw new CommandError("usage", `can't read ${file}: ${(error as Error).message}`, null, error);
  }
}

/** @throws CommandError with the first error. */
export function refuseErrors(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
): void {
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === "error");
  if (first === undefined) return;
  const more = others.length === 0 ? "" : `\nand ${others.length} more`;
  throw new CommandError(
    "failed",
    renderDiagnostic(first, { color: false, text: textOf(first.file) }) + more,
  );
}
