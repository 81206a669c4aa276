// A folder below one that the worker was started with, opened part by part so that no symbolic link on the way leads out of it,
// whoever puts one there meanwhile.

import { constants } from "node:fs";
import { type FileHandle, link, lstat, mkdir, open, realpath, unlink } from "node:fs/promises";
import { relative } from "node:path";
import { Exists } from "./place.ts";

/** A folder of this host that tasks may use. */
export interface AllowedFolder {
  folder: string;
  /** Also to write, move and delete. */
  isWritable: boolean;
}

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
/** Linux names what a process has open, so that a path can begin there; elsewhere it is judged part by part, and begins anew. */
const isByHandle = process.platform === "linux";

export class LocalFolder implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #path: string;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  /** Never through a link. @param make Whether folders that aren't there are made. @throws Error with its code */
  static async open(root: string, below: readonly string[], make = false): Promise<LocalFolder> {
    let folder = new LocalFolder(await open(root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), root);
    for (const name of below)
      try {
        const next = await folder.#folder(name, make);
        await folder[Symbol.asyncDispose]();
        folder = next;
      } catch (error) {
        await folder[Symbol.asyncDispose]();
        throw error;
      }
    return folder;
  }

  /** A path to one of its entries, for as long as the folder is open. */
  at(name: string): string {
    return `${this.base}/${name}`;
  }

  get base(): string {
    return isByHandle ? `/proc/self/fd/${this.#handle.fd}` : this.#path;
  }

  /** What it has is safe from a crash of the host. */
  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  async #folder(name: string, make: boolean): Promise<LocalFolder> {
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    if (make)
      await mkdir(this.at(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      });
    const handle = await open(this.at(name), flags).catch(async (error: unknown) => {
      const found = await lstat(this.at(name)).catch(() => null);
      throw found?.isSymbolicLink() ? new Error(`${name} is a symbolic link`) : error;
    });
    return new LocalFolder(handle, `${this.#path}/${name}`);
  }
}

/** Where a folder is below one that is allowed. @throws Error with why the worker doesn't let a task have it */
export async function allowedRoot(
  path: string,
  isWritten: boolean,
  allowed: readonly AllowedFolder[],
): Promise<{ root: string; below: string[] }> {
  for (const { folder, isWritable } of allowed) {
    if (isWritten && !isWritable) continue;
    const below = relative(folder, path);
    if (below === ".." || below.startsWith("../")) continue;
    // Whoever started the worker may have named a link; nobody else may put one in the way.
    return { root: await realpath(folder), below: below === "" ? [] : below.split("/") };
  }
  const option = isWritten ? `${path}:rw` : path;
  throw new Error(
    `This worker was not started with \`--local-files ${option}\`, or one above it${isWritten ? ", to write to" : ""}`,
  );
}

/** From one name to another that nothing has. @throws Exists */
export async function placed(from: string, to: string, name: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? new Exists(name) : error;
  }
  await unlink(from);
}
