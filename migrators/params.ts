// The parameters of an import: what exports don't say. One file, read with its mistakes; and the draft of one, which lists
// what is missing, how it is found out, and how many jobs wait for it.

import type { Diagnostic } from "#core/diagnostic.ts";
import { locateAll } from "#core/locate.ts";
import { parseOptional } from "#core/parse.ts";
import type { Problem } from "#core/problem.ts";
import { validateFile } from "#core/validate-schema.ts";
import { checkTimezone } from "#core/validate-triggers.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { validateImport } from "#schemas/validators.js";
import type { Decision } from "./legacy.ts";

export function readParams(
  path: string,
  content: string | Uint8Array,
): { params: ImportParamsSpec; diagnostics: Diagnostic[] } {
  const file = parseOptional(path, content);
  const problems: Problem[] = [];
  const params = validateFile<ImportParamsSpec>(file, validateImport, problems) ?? {};
  if (problems.length === 0) checkZones(params, file, problems);
  return { params, diagnostics: locateAll([file], problems) };
}

function checkZones(
  { timezone, zones = {} }: ImportParamsSpec,
  file: Problem["file"],
  problems: Problem[],
): void {
  checkTimezone(timezone, ["timezone"], file, problems);
  for (const [code, zone] of Object.entries(zones))
    checkTimezone(zone, ["zones", code], file, problems);
}

/** A file for `--params` with a line for each decision; what is known already stays as it is. Empty when nothing is missing. */
export function draftParams(decisions: readonly Decision[], given: string): string {
  if (decisions.length === 0) return "";
  const asked = decisions.map(
    ({ parameter, question, obtain, jobs }) =>
      `# ${question} ${jobs.length} ${jobs.length === 1 ? "job waits" : "jobs wait"} for it.\n` +
      `${obtain === null ? "" : `#   ${obtain}\n`}# ${parameter}:\n`,
  );
  const head =
    "# What the exports don't say. Give the answers, then: trunkline import … --params THIS_FILE\n";
  return `${head}${given === "" ? "" : `\n${given.trimEnd()}\n`}\n${asked.join("\n")}`;
}
