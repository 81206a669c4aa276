// A folder of the worker's own host as a place of files.

import type { BigIntStats } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import type { FilePattern } from "#core/file-pattern.ts";
import { LocalFolder } from "./local-folder.ts";
import type { FoundFile, Listing, ListLimits, Place } from "./place.ts";
import { type Entry, walk } from "./walk.ts";

export class LocalPlace implements Place {
  readonly text: string;
  readonly #root: string;
  readonly #below: readonly string[];

  /** @param root Folder that the worker allows. @param below Of the place, from there. */
  constructor(root: string, below: readonly string[]) {
    this.text = [root, ...below].join("/");
    this.#root = root;
    this.#below = below;
  }

  async list(patterns: readonly FilePattern[], limits?: ListLimits): Promise<Listing> {
    return await walk(patterns, (folder) => this.#entries(folder), limits);
  }

  async stat(name: string): Promise<FoundFile | null> {
    try {
      await using at = await this.#parent(name);
      return found(name, await lstat(at.folder.at(at.name), { bigint: true }));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
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
    return { folder, name, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  }
}

function found(name: string, stats: BigIntStats): FoundFile | null {
  if (!stats.isFile()) return null;
  return {
    name,
    size: Number(stats.size),
    modifiedMs: Number(stats.mtimeMs),
    // A file that was put in its place with the same time is another one.
    mark: `${stats.mtimeNs}-${stats.ino}`,
  };
}

const isMissing = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

/** It went away while the folder was read. */
function orNull(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
