// A control repository: every registration read, and the rules that hold between them.

import type { Diagnostic } from "../diagnostic.ts";
import { distinct } from "../estate.ts";
import { locate } from "../locate.ts";
import { isRelative } from "./address.ts";
import {
  type RegisteredProject,
  type RegistrationFile,
  readRegistration,
} from "./registration-file.ts";

/** The folder of registrations, from the control repository's root. */
export const registrationsFolder = "projects";

/** Of files directly in the folder. */
export const isRegistration = (path: string): boolean => /^projects\/[^/]+\.yaml$/.test(path);

export interface ControlFiles {
  /** Each file that was read, good or not. */
  files: RegistrationFile[];
  /** Those of files without errors, by their names. */
  projects: Map<string, RegisteredProject & { file: string }>;
  diagnostics: Diagnostic[];
}

/**
 * Never throws for what files hold.
 * @param place Where a relative path of a repository leads; null when nobody knows.
 */
export function readControlFiles(
  contents: Iterable<{ path: string; bytes: string | Uint8Array }>,
  place: (path: string) => string | null = (path) => path,
): ControlFiles {
  const files: RegistrationFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, bytes } of contents)
    if (isRegistration(path)) files.push(placed(readRegistration(path, bytes), place));
    else if (/^projects\/.*\.ya?ml$/.test(path)) diagnostics.push(unused(path));
  const clashing = new Set<string>();
  for (const [name, same] of Map.groupBy(files, (file) => file.name)) {
    const [first, ...others] = same;
    if (name === null || first === undefined || others.length === 0) continue;
    clashing.add(name);
    for (const file of same)
      diagnostics.push(
        duplicate(name, file, file === first ? (others[0] as RegistrationFile) : first),
      );
  }
  diagnostics.push(...files.flatMap((file) => file.diagnostics));
  const projects = new Map<string, RegisteredProject & { file: string }>();
  for (const { path, project } of files)
    if (project && !clashing.has(project.name))
      projects.set(project.name, { ...project, file: path });
  return { files, projects, diagnostics: distinct(diagnostics) };
}

function placed(read: RegistrationFile, place: (path: string) => string | null): RegistrationFile {
  const { project, file } = read;
  if (project === null || !isRelative(project.repository)) return read;
  const repository = place(project.repository);
  if (repository !== null) return { ...read, project: { ...project, repository } };
  const lost = locate({
    ...{ file, path: ["source", "repository"], at: "value", code: "invalid-source" },
    message: "a relative path leads nowhere from a control repository that is on a server",
    help: "write a URL, or a path from the root of the server's disk",
  });
  return { ...read, project: null, rules: null, diagnostics: [...read.diagnostics, lost] };
}

/** Nobody can say which of them is meant, so neither is. */
const duplicate = (name: string, { file }: RegistrationFile, other: RegistrationFile): Diagnostic =>
  locate({
    ...{ file, path: ["name"], at: "value", code: "duplicate-project" },
    message: `"${name}" is registered by two files`,
    help: "a name stands for one project in all environments: finance-prd, finance-test",
    related: { file: other.file, path: ["name"], at: "value", message: "the other one" },
  });

const unused = (file: string): Diagnostic => ({
  ...{ code: "file-unused", severity: "warning", file },
  ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
  message: "nothing reads this file",
  help: file.endsWith(".yml") ? "name it .yaml" : "registrations are directly in `projects/`",
});
