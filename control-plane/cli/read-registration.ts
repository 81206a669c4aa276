// A registration beside a project's files: the ceilings that its pipelines are checked against, without a server.

import { readFileSync } from "node:fs";
import path from "node:path";
import { readRegistration } from "#core/control/registration-file.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { type ProjectRules, rulesOf } from "#core/registration.ts";
import { CommandError } from "./exit.ts";

export interface ReadRegistration {
  /** Null while the file has errors. */
  ceilings: ProjectRules | null;
  diagnostics: Diagnostic[];
  text: string;
}

/** @throws CommandError when the file can't be read. */
export function readRegistrationAt(cwd: string, file: string): ReadRegistration {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path.resolve(cwd, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      "refused",
      `can't read the registration ${file}: ${code}`,
      "name a file such as ../control/projects/finance-prd.yaml",
      error,
    );
  }
  const { rules, diagnostics } = readRegistration(shownPath(file), bytes);
  const text = new TextDecoder().decode(bytes);
  return { ceilings: rules && rulesOf(rules), diagnostics, text };
}

/** As the control repository knows it, where that shows. */
const shownPath = (file: string): string => /(?:^|\/)(projects\/[^/]+)$/.exec(file)?.[1] ?? file;
