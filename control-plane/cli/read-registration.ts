// A registration beside a project's files: the ceilings and the organisation's rules that its pipelines are checked
// against, without a server.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { SecretPlaces } from "#core/age/age-folder.ts";
import { checksOf } from "#core/control/control-files.ts";
import { readRegistration } from "#core/control/registration-file.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { type ProjectRules, rulesOf } from "#core/registration.ts";
import { type ControlContents, readControlFolder } from "#git/control-folder.ts";
import { CommandError } from "./exit.ts";
import { asGitFault } from "./git-fault.ts";

export interface ReadRegistration {
  /** Null while the file has errors. */
  ceilings: ProjectRules | null;
  /** Where it has secrets asked for; null while the file has errors. */
  secrets: SecretPlaces | null;
  /** Of the registration, and of the rules and waivers beside it. */
  diagnostics: Diagnostic[];
  textOf: (file: string) => string | undefined;
}

/** As they lie on the disk. @throws CommandError when a file can't be read. */
export async function readRegistrationAt(
  cwd: string,
  file: string,
  today: string,
): Promise<ReadRegistration> {
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
  const root = controlRootOf(path.resolve(cwd, file));
  const beside = root === null ? noFiles : await asGitFault(() => readControlFolder(root));
  return registrationAmong({ path: shownPath(file), bytes }, beside, today);
}

const noFiles: ControlContents = { files: [], diagnostics: [] };

/**
 * @param beside What the control repository has.
 * @param today YYYY-MM-DD in UTC, on which waivers are counted.
 */
export function registrationAmong(
  registration: { path: string; bytes: Uint8Array },
  beside: ControlContents,
  today: string,
): ReadRegistration {
  const read = readRegistration(registration.path, registration.bytes);
  const { checks, diagnostics } = checksOf(beside.files, today);
  const texts = new Map([...beside.files, registration].map((one) => [one.path, one.bytes]));
  const { project, rules } = read;
  const of = project && { project: project.name, environment: project.environment, today };
  return {
    ceilings: rules && checks && rulesOf({ ...rules, checks }, of),
    secrets: project && rules && { environment: project.environment, routes: rules.secrets ?? [] },
    diagnostics: [
      ...read.diagnostics,
      ...diagnostics,
      // A link in the place of a rule must not take it away.
      ...beside.diagnostics.filter(({ file }) => !file.startsWith("projects/")),
    ],
    textOf(name) {
      const bytes = texts.get(name);
      return bytes && new TextDecoder().decode(bytes);
    },
  };
}

/** Null for a file that is in no control repository. */
export const controlRootOf = (file: string): string | null =>
  path.basename(path.dirname(file)) === "projects" ? path.dirname(path.dirname(file)) : null;

/** As the control repository knows it, where that shows. */
const shownPath = (file: string): string => /(?:^|\/)(projects\/[^/]+)$/.exec(file)?.[1] ?? file;
