// The waves in an import's folder that people have made or changed: a stage that they have set stays.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { waveName, wavesFolder } from "#core/waves/wave.ts";

/** @param own Files that are as the import before has written them. @returns Text by path. */
export async function wavesOfPeople(
  root: string,
  own: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const names = await readdir(path.join(root, wavesFolder)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [] as string[];
      throw error;
    },
  );
  const found = new Map<string, string>();
  for (const file of names.map((name) => `${wavesFolder}/${name}`).sort())
    if (waveName(file) !== null && !Object.hasOwn(own, file))
      found.set(file, await readFile(path.join(root, file), "utf8"));
  return found;
}
