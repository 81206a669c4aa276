// The rules of a registration file, for a plan that is made beside the control repository.

import type { Registration } from "#schemas/types.ts";
import { validateRegistration } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseOptional } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { type ProjectRules, rulesOf } from "../registration.ts";
import { validateFile } from "../validate-schema.ts";

/** Null beside errors. */
export function readRules(
  path: string,
  content: string | Uint8Array,
): { rules: ProjectRules | null; diagnostics: Diagnostic[] } {
  const file = parseOptional(path, content);
  const problems: Problem[] = [];
  const spec = validateFile<Registration>(file, validateRegistration, problems);
  const diagnostics = locateAll([file], problems);
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  return { rules: spec === undefined || isBroken ? null : rulesOf(spec), diagnostics };
}
