// Names in the folder of an import: of its project, of jobs, and which of these people call otherwise since.

import path from "node:path";
import { projectFile } from "#core/estate-paths.ts";
import { parseContent } from "#core/parse.ts";
import { readSharedNames, SharedNames } from "#migrators/names/calendars-and-pools.ts";
import { KeptNames, type NamesByJob } from "#migrators/names/kept.ts";
import { readNames, renamedBy } from "#migrators/names/read.ts";
import { CommandError } from "./exit.ts";
import type { ImportFolder } from "./import-folder.ts";
import { hashOf, readBase, type Written } from "./import-record.ts";

export const namesFile = "migration/names.yaml";
export const sharedNamesFile = "migration/shared-names.yaml";

/** What the project is called; one that has no name yet is called after its folder, wherever that is moved later. */
export async function projectNameIn(folder: ImportFolder): Promise<string> {
  const content = folder.read(projectFile);
  const value = content && parseContent(projectFile, content).value;
  const { name } = (value ?? {}) as { name?: unknown };
  return typeof name === "string" ? name : projectName(folder.root);
}

export interface FolderNames {
  names: KeptNames;
  /** Names of pipelines that people have changed: new → old. */
  renamed: ReadonlyMap<string, string>;
}

/** @throws CommandError where people have made names of them that can't be. */
export async function namesIn(folder: ImportFolder, before: Written): Promise<FolderNames> {
  const content = folder.read(namesFile);
  if (content === null) return { names: new KeptNames(), renamed: new Map() };
  const now = namesOf(content.toString(), folder);
  const isEdited = hashOf(content) !== before[namesFile];
  const base = isEdited
    ? (await readBase(folder.root, new Set([namesFile]), before)).get(namesFile)
    : undefined;
  const renamed = base === undefined ? new Map() : renamedBy(namesOf(base, folder), now);
  return { names: new KeptNames(now), renamed };
}

function namesOf(text: string, { root }: ImportFolder): NamesByJob {
  const read = readNames(text);
  if ("names" in read) return read.names;
  throw new CommandError("usage", `${path.join(root, namesFile)}: ${read.fault}`);
}

/** @throws CommandError where people have made names of them that can't be. */
export function sharedNamesIn(folder: ImportFolder): SharedNames {
  const content = folder.read(sharedNamesFile);
  if (content === null) return new SharedNames();
  const read = readSharedNames(content.toString());
  if ("names" in read) return new SharedNames(read.names);
  throw new CommandError("usage", `${path.join(folder.root, sharedNamesFile)}: ${read.fault}`);
}

/** A folder's name as a project may be called. */
const projectName = (root: string): string =>
  path
    .basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 63) || "imported";
