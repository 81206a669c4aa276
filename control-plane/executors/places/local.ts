// A folder of the worker's own host as a place of files.

import { type BigIntStats, constants } from "node:fs";
import { lstat, open, opendir, rename, unlink } from "node:fs/promises";
import type { FilePattern } from "#core/file-pattern.ts";
import { LocalReading, LocalWriting } from "./local-file.ts";
import { type AllowedFolder, allowedRoot, LocalFolder, placed } from "./local-folder.ts";
import { asideName, partName } from "./parts.ts";
import {
  Changed,
  Exists,
  type FoundFile,
  isSameFile,
  type Listing,
  type ListLimits,
  type Reading,
  type TransferPlace,
  type WriteTarget,
  type Writing,
} from "./place.ts";
import { type Entry, walk } from "./walk.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

interface LocalSettings {
  localFiles: readonly AllowedFolder[];
  /** Ends reading and writing. */
  signal: AbortSignal;
}

export class LocalPlace implements TransferPlace {
  readonly text: string;
  readonly #root: string;
  readonly #below: readonly string[];
  readonly #allowed: readonly AllowedFolder[];
  readonly #signal: AbortSignal;

  private constructor(
    path: string,
    { root, below }: { root: string; below: readonly string[] },
    { localFiles, signal }: LocalSettings,
  ) {
    this.text = path;
    this.#root = root;
    this.#below = below;
    this.#allowed = localFiles;
    this.#signal = signal;
  }

  /** @throws Error with why the worker doesn't let a task have the folder */
  static async open(
    path: string,
    isWritten: boolean,
    settings: LocalSettings,
  ): Promise<LocalPlace> {
    return new LocalPlace(path, await allowedRoot(path, isWritten, settings.localFiles), settings);
  }

  async list(patterns: readonly FilePattern[], limits?: ListLimits): Promise<Listing> {
    return await walk(patterns, (folder) => this.#entries(folder), limits);
  }

  async stat(name: string): Promise<FoundFile | null> {
    try {
      await using at = await this.#parent(name);
      return found(name, await lstat(at.path, { bigint: true }));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async read(file: FoundFile): Promise<Reading> {
    await using at = await this.#parent(file.name);
    // What is no plain file (a pipe) is opened without waiting for it, and refused below.
    const handle = await open(at.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const now = found(file.name, await handle.stat({ bigint: true }));
    if (isSameFile(file, now)) return new LocalReading(handle, this.#signal);
    await handle.close();
    throw new Changed(file.name);
  }

  async write(target: WriteTarget): Promise<Writing> {
    const { folder, name } = await this.#parent(target.name, true);
    return await LocalWriting.open({ folder, name, target, signal: this.#signal });
  }

  async discard(name: string, handle: string): Promise<void> {
    try {
      await using at = await this.#parent(name);
      await unlink(at.folder.at(partName(handle)));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async remove(file: FoundFile, key: string, isCopied: () => Promise<boolean>): Promise<void> {
    await using at = await this.#parent(file.name);
    const aside = at.folder.at(asideName(key));
    await rename(at.path, aside);
    try {
      const now = found(file.name, await lstat(aside, { bigint: true }));
      if (!isSameFile(file, now) || !(await isCopied())) throw new Changed(file.name);
    } catch (error) {
      await placed(aside, at.path, file.name);
      throw error;
    }
    await unlink(aside);
  }

  async restore(name: string, key: string): Promise<void> {
    try {
      await using at = await this.#parent(name);
      await placed(at.folder.at(asideName(key)), at.path, name);
    } catch (error) {
      // A newer one has its name; the other one is copied.
      if (!isMissing(error) && !(error instanceof Exists)) throw error;
    }
  }

  async move(file: FoundFile, path: string): Promise<void> {
    const { root, below } = await allowedRoot(path, true, this.#allowed);
    const parts = file.name.split("/");
    const name = parts.pop() as string;
    await using from = await this.#parent(file.name);
    await using to = await LocalFolder.open(root, [...below, ...parts], true);
    if (!isSameFile(file, await this.stat(file.name))) throw new Changed(file.name);
    await placed(from.path, to.at(name), file.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#entries(path: string): AsyncGenerator<Entry> {
    await using folder = await this.#folder(path === "" ? [] : path.split("/"));
    for await (const entry of await opendir(folder.base)) {
      const { name } = entry;
      if (entry.isDirectory()) yield { kind: "folder", name };
      if (!entry.isFile()) continue;
      const stats = await lstat(folder.at(name), { bigint: true }).catch(orNull);
      const file = stats === null ? null : found(name, stats);
      if (file !== null) yield { kind: "file", file };
    }
  }

  #folder(below: readonly string[], make = false): Promise<LocalFolder> {
    return LocalFolder.open(this.#root, [...this.#below, ...below], make);
  }

  /** The folder that a file is in, and what it is called there. */
  async #parent(path: string, make = false) {
    const parts = path.split("/");
    const name = parts.pop() as string;
    const folder = await this.#folder(parts, make);
    const close = () => folder[Symbol.asyncDispose]();
    return { folder, name, path: folder.at(name), [Symbol.asyncDispose]: close };
  }
}

function found(name: string, stats: BigIntStats): FoundFile | null {
  if (!stats.isFile()) return null;
  return {
    name,
    size: Number(stats.size),
    modifiedMs: Number(stats.mtimeMs),
    // A file that was put in its place with the same time is another one.
    mark: `${stats.mtimeNs}-${stats.dev}-${stats.ino}`,
  };
}

const isMissing = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

/** It went away while the folder was read. */
function orNull(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
