// The file of names in the folder of an import: what jobs are called, and which of them people call otherwise since.

import path from "node:path";
import { KeptNames, type NamesByJob } from "#migrators/names/kept.ts";
import { readNames, renamedBy } from "#migrators/names/read.ts";
import { CommandError } from "./exit.ts";
import type { ImportFolder } from "./import-folder.ts";
import { hashOf, readBase, type Written } from "./import-record.ts";

export const namesFile = "migration/names.yaml";

export interface FolderNames {
  names: KeptNames;
  /** Names of pipelines that people have changed: new → old. */
  renamed: ReadonlyMap<string, string>;
}

/** @throws CommandError where people have made names of them that can't be. */
export async function namesIn(folder: ImportFolder, before: Written): Promise<FolderNames> {
  const content = await folder.read(namesFile);
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
