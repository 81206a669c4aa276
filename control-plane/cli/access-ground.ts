// What `trunkline access …` works on: teams, policies and registrations of a control repository, as its files are or at
// a revision.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type CedarAccess, cedarAccess } from "#access/cedar.ts";
import { type Cedar, loadCedar } from "#access/cedar-library.ts";
import type { Policy } from "#access/policy-file.ts";
import { readOwnPolicies, readPolicies } from "#access/policy-set.ts";
import { casesFolder } from "#core/access/cases.ts";
import type { ProjectFacts } from "#core/access/entities.ts";
import type { Teams } from "#core/access/teams.ts";
import { policiesFolder, teamsFile } from "#core/access/teams-file.ts";
import {
  isAccessFile,
  readControlFiles,
  registrationsFolder,
} from "#core/control/control-files.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { projectFactsOf } from "#core/registration.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { readControlFolder } from "#git/control-folder.ts";
import { ProjectTree } from "#git/project-tree.ts";
import { CommandError } from "./exit.ts";
import type { Side } from "./read-revisions.ts";

export interface GroundProject extends ProjectFacts {
  environment: string;
  /** Its folder, where its source is on this machine. */
  checkout: string | null;
}

export interface Ground {
  cedar: Cedar;
  teams: Teams;
  policies: Policy[];
  projects: Record<string, GroundProject>;
  /** What is odd about policies that hold all the same, as text. */
  warnings: string[];
}

interface ControlFile {
  path: string;
  bytes: Uint8Array;
}

/** The files as they are. @throws CommandError with the first mistake in them. */
export async function groundOfFolder(root: string): Promise<Ground> {
  const { files } = await readControlFolder(root);
  return groundOf(files, root);
}

/** Of one side of a comparison. @throws CommandError with the first mistake in its files. */
export async function groundOfSide({ tree, reader }: Side, root: string): Promise<Ground> {
  const files: ControlFile[] = [];
  if (tree !== null) {
    const all = new ProjectTree(reader, tree);
    const paths = [
      ...(await all.list(registrationsFolder)).files,
      ...[teamsFile, ...(await all.files(policiesFolder))].filter(isAccessFile),
    ];
    for (const file of paths) {
      const oid = await all.blob(file);
      if (oid !== null)
        for await (const { content } of reader.readObjects([oid]))
          files.push({ path: file, bytes: content.slice() });
    }
  }
  return groundOf(files, root);
}

async function groundOf(files: readonly ControlFile[], root: string): Promise<Ground> {
  const read = readControlFiles(files, (relative) => path.resolve(root, relative));
  if (read.access === null)
    throw new CommandError(
      "failed",
      `there is no ${teamsFile} in ${root}`,
      "name the control repository with --control; without teams the local token may everything",
    );
  const textOf = (file: string) => {
    const bytes = files.find((one) => one.path === file)?.bytes;
    return bytes && new TextDecoder().decode(bytes);
  };
  const cedar = await loadCedar();
  const { teams } = read.access.teams;
  const set = teams === null ? null : readPolicies(cedar, read.access.policies, teams);
  refuse([...read.diagnostics, ...(set?.diagnostics ?? [])], textOf);
  if (teams === null || set === null) throw new Error(`${teamsFile} has errors`);
  const projects = [...read.projects.values()].map(
    ({ name, environment, rules, repository, path: folder }): [string, GroundProject] => {
      const place = path.join(repository, folder);
      const checkout = path.isAbsolute(place) && existsSync(place) ? place : null;
      return [name, { environment, ...projectFactsOf(rules), checkout }];
    },
  );
  const warnings = set.warnings.map((one) =>
    renderDiagnostic(one, { color: false, text: textOf(one.file) }),
  );
  return { cedar, teams, policies: set.policies, projects: Object.fromEntries(projects), warnings };
}

/** Decision cases beside the policies, by path from the control repository's root. */
export function caseFiles(root: string): ControlFile[] {
  const folder = path.join(root, casesFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => ({
      path: `${casesFolder}/${name}`,
      bytes: readFileSync(path.join(folder, name)),
    }));
}

/** @param own What projects forbid within themselves, texts by path. */
export async function accessOf(
  { cedar, teams, policies, projects }: Ground,
  own: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<CedarAccess> {
  const more = Object.entries(own).flatMap(([project, texts]) => {
    const read = readOwnPolicies(cedar, project, Object.entries(texts));
    refuse(read.diagnostics, (file) => texts[file]);
    return read.policies;
  });
  return cedarAccess({ teams, policies: [...policies, ...more], projects });
}

/** @throws CommandError with the first error. */
export function refuse(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
): void {
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === "error");
  if (first === undefined) return;
  const more = others.length === 0 ? "" : `\nand ${others.length} more`;
  const text = renderDiagnostic(first, { color: false, text: textOf(first.file) });
  throw new CommandError("failed", text + more);
}
