// A control repository's files from the working tree, for `validate`.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import {
  type ControlAccess,
  type ControlFiles,
  readControlFiles,
} from "#core/control/control-files.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { distinct, projectFile } from "#core/estate.ts";
import { defaultPipelinesFolder } from "#core/estate-paths.ts";
import { readControlFolder } from "#git/control-folder.ts";
import { asGitFault } from "./git-fault.ts";

/** It has registrations, and nothing that makes it a project. */
export const isControlFolder = (root: string): boolean =>
  !existsSync(path.join(root, projectFile)) &&
  !existsSync(path.join(root, defaultPipelinesFolder)) &&
  hasRegistrations(path.join(root, "projects"));

function hasRegistrations(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => /\.ya?ml$/.test(name));
  } catch {
    return false;
  }
}

async function policyMistakes({ teams, policies }: ControlAccess): Promise<Diagnostic[]> {
  const { loadCedar } = await import("#access/cedar-library.ts");
  const { readPolicies } = await import("#access/policy-set.ts");
  if (teams.teams === null) return [];
  const { diagnostics, warnings } = readPolicies(await loadCedar(), policies, teams.teams);
  return [...diagnostics, ...warnings];
}

/** @throws CommandError when the folder can't be read. */
export async function readControlAt(
  root: string,
): Promise<ControlFiles & { textOf: (file: string) => string | undefined }> {
  const { files, diagnostics } = await asGitFault(() => readControlFolder(root));
  const today = Temporal.Now.plainDateISO("UTC").toString();
  const read = readControlFiles(files, undefined, today);
  const wrong = read.access === null ? [] : await policyMistakes(read.access);
  const contents = new Map(files.map(({ path: file, bytes }) => [file, bytes]));
  return {
    ...read,
    diagnostics: distinct([...read.diagnostics, ...wrong, ...diagnostics]),
    textOf: (file) => {
      const bytes = contents.get(file);
      return bytes && new TextDecoder().decode(bytes);
    },
  };
}
