// A project's files from the working tree, as a commit of them would have them: without what .gitignore names, no links followed.

import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { isRecipientsFile } from "#core/age/age-file.ts";
import type { SecretPlaces } from "#core/age/age-folder.ts";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import { isPolicyFile } from "#core/control/control-files.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { type Estate, type EstateFile, projectFile, readEstate } from "#core/estate.ts";
import { ownersFile } from "#core/owners/rules.ts";
import { isRecord } from "#core/parity/record-files.ts";
import { screenFiles } from "#core/screen-files.ts";
import { findLfsPointer, maxPointerBytes, type TreeFinding } from "#core/tree.ts";
import { maxFileBytes } from "#core/yaml-limits.ts";
import { listWorkingFiles, type WorkingFile } from "#git/working-files.ts";
import { CommandError } from "./exit.ts";
import { asGitFault } from "./git-fault.ts";
import { projectRoot } from "./project-root.ts";

export interface ReadProject {
  root: string;
  estate: Estate;
  /** Content of a file that was read, for code frames. */
  textOf: (file: string) => string | undefined;
}

/**
 * @param ceilings what the project may at most use; anything unless they are given
 * @param secrets where its registration has secrets asked for
 * @param checkOnly finds the mistakes without building pipelines: half the time and memory for a large estate.
 * @throws CommandError when there is nothing that could be a project.
 */
export async function readProjectAt(
  cwd: string,
  folder: string | undefined,
  checkOnly = false,
  ceilings: ProjectCeilings | null = null,
  secrets: SecretPlaces | null = null,
): Promise<ReadProject> {
  const root = projectRoot(cwd, folder);
  const listed = await asGitFault(() => listWorkingFiles(root));
  const { files, refused } = readFiles(root, listed);
  const read = readEstate(files, { checkOnly, ceilings, refused, secrets });
  const policies = policyTexts(root, listed);
  const estate =
    policies === null
      ? read
      : { ...read, diagnostics: [...read.diagnostics, ...(await policyMistakes(policies))] };
  const isProject = files.some((file) => file.path === projectFile);
  if (estate.sources.length === 0 && !estate.diagnostics.some(isError) && !isProject) {
    throw new CommandError(
      "failed",
      `${root} is no project: it has neither ${projectFile} nor ${estate.project.pipelines}/*.yaml`,
      "name the project's root, or make one with `trunkline init`",
    );
  }
  const contents = new Map(files.map((file) => [file.path, file.bytes]));
  const textOf = (file: string): string | undefined => {
    if (policies && file in policies) return policies[file];
    const bytes = contents.get(file);
    return bytes && new TextDecoder().decode(bytes);
  };
  return { root, estate, textOf };
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

/** Of what the project forbids within itself; null where it has no such files. */
function policyTexts(root: string, listed: readonly WorkingFile[]): Record<string, string> | null {
  const files = screenFiles(listed).accepted.filter(({ path: name }) => isPolicyFile(name));
  if (files.length === 0) return null;
  const texts = files.map(({ path: name, size }) => [
    name,
    new TextDecoder().decode(readFile(path.join(root, name), size)),
  ]);
  return Object.fromEntries(texts);
}

async function policyMistakes(texts: Record<string, string>): Promise<Diagnostic[]> {
  const { loadCedar } = await import("#access/cedar-library.ts");
  const { readOwnPolicies } = await import("#access/policy-set.ts");
  return readOwnPolicies(await loadCedar(), "project", Object.entries(texts)).diagnostics;
}

type BytesFile = Extract<EstateFile, { bytes: Uint8Array }>;

/**
 * OWNERS, records of an import and every YAML file of the project, since templates may lie anywhere in it, and what no project
 * may contain.
 * One file after another: 10,000 warm files took 0.10 to 0.21 s, and 16 reads at a time 0.12 to 0.18 s.
 */
function readFiles(
  root: string,
  listed: readonly WorkingFile[],
): { files: BytesFile[]; refused: TreeFinding[] } {
  const { accepted, findings } = screenFiles(listed);
  const files: BytesFile[] = [];
  const refused = [...findings];
  for (const { path: name, size } of accepted) {
    const isRead =
      /\.ya?ml$/.test(name) || name === ownersFile || isRecipientsFile(name) || isRecord(name);
    if (!isRead && size > maxPointerBytes) continue;
    const bytes = readFile(path.join(root, name), size, isRecord(name) ? size : undefined);
    if (isRead) files.push({ path: name, bytes });
    const pointer = findLfsPointer(name, bytes);
    if (pointer) refused.push(pointer);
  }
  return { files, refused };
}

/** @param most One byte more than a spec may have: enough to refuse it, however large the file is. */
function readFile(file: string, size: number, most = maxFileBytes + 1): Uint8Array {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, "r");
    const bytes = Buffer.allocUnsafeSlow(Math.min(size, most));
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw unreadable(error, file);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Node's message is `EACCES: permission denied, scandir '/the/path'`. */
function unreadable(error: unknown, place: string): CommandError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reason = message.replace(`${code}: `, "").replace(/, \w+(?: '.*')?$/s, "");
  const help = code === "EACCES" ? "let your user read it" : null;
  return new CommandError("refused", `can't read ${place}: ${reason}`, help, error);
}
