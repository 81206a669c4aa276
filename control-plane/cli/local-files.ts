// `--local-files DIR[:rw]`: which folders of a worker's host tasks may take files from and put files to.

import { stat } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import type { AllowedFolder } from "#executors/places/local-folder.ts";
import { CommandError } from "./exit.ts";

/** @throws CommandError for what is no folder */
export async function allowedFolders(given: readonly string[] = []): Promise<AllowedFolder[]> {
  const folders: AllowedFolder[] = [];
  for (const text of given) {
    const folder = text.replace(/:rw$/, "");
    const found = await stat(folder).catch(() => null);
    if (!isAbsolute(folder) || !found?.isDirectory())
      throw new CommandError(
        "usage",
        `--local-files '${folder}' is no folder`,
        "name one by its absolute path",
      );
    folders.push({ folder: normalize(folder), isWritable: folder !== text });
  }
  return folders;
}
