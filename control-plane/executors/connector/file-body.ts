// A file of the worker's host as the body of a request: below a folder that the worker was started with, never through a
// symbolic link, and refused where it changes while it is sent.

import { constants, openAsBlob } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { folderProblem } from "#core/file-place.ts";
import { TaskFailure } from "../in-process.ts";
import { type AllowedFolder, allowedRoot, LocalFolder } from "../places/local-folder.ts";
import { reason } from "../stop.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** A file for as long as it is open. */
export interface OpenFile extends AsyncDisposable {
  blob: Blob;
}

/** @throws TaskFailure for one that can't be had, or has more bytes */
export type FileOpener = (path: string, maxBytes: number) => Promise<OpenFile>;

export const localFiles =
  (allowed: readonly AllowedFolder[]): FileOpener =>
  async (path, maxBytes) => {
    const problem = folderProblem(path, null);
    if (problem !== null || path.endsWith("/"))
      throw new TaskFailure(`${JSON.stringify(path)} is no file: ${problem ?? "it is a folder"}.`, {
        mayRetry: false,
      });
    try {
      const { root, below } = await allowedRoot(path, false, allowed);
      return await opened(root, below, maxBytes);
    } catch (error) {
      if (error instanceof TaskFailure) throw error;
      throw new TaskFailure(`The file ${path} can't be sent: ${whyNot(error)}.`);
    }
  };

async function opened(root: string, below: string[], maxBytes: number): Promise<OpenFile> {
  const name = below.pop() ?? ".";
  await using folder = await LocalFolder.open(root, below);
  // What is no plain file (a pipe) is opened without waiting for it, and refused below.
  const handle = await open(folder.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new Error("it is not a plain file");
    const blob = await openAsBlob(pathOf(handle, folder.at(name)));
    if (blob.size > maxBytes)
      throw new Error(`it has ${blob.size} bytes; \`maxFile\` allows ${maxBytes}`);
    return { blob, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Linux names what a process has open. */
const pathOf = (handle: FileHandle, path: string): string =>
  process.platform === "linux" ? `/proc/self/fd/${handle.fd}` : path;

function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "it is not there";
  return code === "ELOOP" ? "it is a symbolic link" : reason(error).replace(/\.$/, "");
}
