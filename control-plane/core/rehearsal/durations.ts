// A file of durations: how long tasks take in a rehearsal, and how they end, by `pipeline/task`.

import type { DurationsSpec, StubSpec } from "#schemas/types.ts";
import { validateDurations } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { parseDuration } from "../duration.ts";
import { locateAll } from "../locate.ts";
import { parseOptional } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { type Declared, usualSpread } from "./stub.ts";

export function readDurations(
  path: string,
  content: string | Uint8Array,
): { declared: Map<string, Declared>; diagnostics: Diagnostic[] } {
  const file = parseOptional(path, content);
  const problems: Problem[] = [];
  const spec = validateFile<DurationsSpec>(file, validateDurations, problems) ?? {};
  const diagnostics = locateAll([file], problems);
  if (diagnostics.some(({ severity }) => severity === "error"))
    return { declared: new Map(), diagnostics };
  const declared = new Map(Object.entries(spec).map(([name, stub]) => [name, declaredOf(stub)]));
  return { declared, diagnostics };
}

function declaredOf(value: string | object): Declared {
  const { takes, p90, exitCode, outputs, output }: StubSpec =
    typeof value === "string" ? { takes: value } : value;
  const medianMs = takes === undefined ? null : parseDuration(takes);
  const p90Ms = p90 === undefined ? null : parseDuration(p90);
  return {
    expected: medianMs === null ? null : { medianMs, p90Ms: p90Ms ?? medianMs * usualSpread },
    exitCode: exitCode ?? 0,
    outputs: Object.fromEntries(
      Object.entries(outputs ?? {}).map(([name, value]) => [
        name,
        Array.isArray(value) ? JSON.stringify(value) : String(value),
      ]),
    ),
    output: output ?? "",
  };
}
