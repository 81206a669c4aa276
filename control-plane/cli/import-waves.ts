// The waves in an import's folder that people have made, changed or removed: a stage that they have set stays, and so does a
// hand-over that is over.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { waveName, wavesFolder } from "#core/waves/wave.ts";
import type { WrittenFile } from "#migrators/write.ts";
import { hashOf, readBase, type Written } from "./import-record.ts";

export interface WavesOfPeople {
  /** Text by path; of those that they have removed as the import had made them: whom these had is theirs to say. */
  texts: Map<string, string>;
  removed: WrittenFile[];
}

/** @param before What the import before has written. */
export async function wavesOfPeople(root: string, before: Written): Promise<WavesOfPeople> {
  const names = await readdir(path.join(root, wavesFolder)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [] as string[];
      throw error;
    },
  );
  const there = names.map((name) => `${wavesFolder}/${name}`).filter(isWave);
  const texts = new Map<string, string>();
  for (const file of there.sort()) {
    const text = await readFile(path.join(root, file), "utf8");
    if (before[file] !== hashOf(text)) texts.set(file, text);
  }
  const gone = Object.keys(before).filter((file) => isWave(file) && !there.includes(file));
  const removed = [...(await readBase(root, new Set(gone), before))].map(([file, text]) => ({
    path: file,
    text,
  }));
  for (const one of removed) texts.set(one.path, one.text);
  return { texts, removed };
}

const isWave = (file: string): boolean => waveName(file) !== null;
