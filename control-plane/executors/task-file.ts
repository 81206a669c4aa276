// Reads a file that a task has left, without trusting that it is a plain one, its own, or of any bounded size.

import { constants, type FileHandle, open } from "node:fs/promises";
import { reason } from "./stop.ts";

/** Its text, or why it can't be had, as the rest of a sentence about it; null where there is none. */
export type TaskFile = { text: string } | { problem: string } | null;

/** @param owner Whose file it has to be: another's could have been linked there, which we can read and its task can't; null: anybody's. */
export async function readTaskFile(
  path: string,
  { owner, maxBytes }: { owner: number | null; maxBytes: number },
): Promise<TaskFile> {
  let file: FileHandle | undefined;
  try {
    // Neither a symbolic link is followed nor a pipe waited for.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) return { problem: "is not a plain file" };
    if (owner !== null && (stat.uid !== owner || stat.nlink > 1))
      return { problem: "is not the task's own file" };
    if (stat.size > maxBytes)
      return { problem: `has ${stat.size} bytes; at most ${maxBytes} are allowed` };
    return { text: await file.readFile("utf8") };
  } catch (error) {
    return whyUnread(error);
  } finally {
    await file?.close();
  }
}

/** Without the paths of this machine, which the system's own sentence has. */
export function whyUnread(error: unknown): { problem: string } | null {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? null : { problem: `can't be read: ${code ?? reason(error)}` };
}
