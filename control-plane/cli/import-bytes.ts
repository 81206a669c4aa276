// Bytes of a file that is imported.

import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { CommandError } from "./exit.ts";

/** Whether anybody may run a file that was read. @param file as it was given, from `folder` on. */
export const isExecutable = async (file: string, folder: string): Promise<boolean> =>
  ((await stat(path.resolve(folder, file))).mode & 0o111) !== 0;

/** @param file as it was given, from `folder` on. @throws CommandError where it can't be read */
export async function importBytes(file: string, folder: string): Promise<Uint8Array> {
  const place = path.resolve(folder, file);
  return await readFile(place).catch(async (error: NodeJS.ErrnoException) => {
    const { code, message } = error;
    const isFolder =
      code === "EISDIR" ||
      (await stat(place).then(
        (found) => found.isDirectory(),
        () => false,
      ));
    throw new CommandError(
      code === "ENOENT" || isFolder ? "usage" : "refused",
      isFolder ? `${file} is a folder` : code === "ENOENT" ? `there is no file ${file}` : message,
      isFolder ? "name the files in it" : null,
      error,
    );
  });
}
