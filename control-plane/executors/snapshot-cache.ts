// Read-only copies of the project's files at a revision, by Git tree id, made once and kept while
// there is room. One worker's own: see work-directory.ts.

import { chmod, mkdir, readdir, readFile, rename, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { SnapshotObjects } from "./snapshot-objects.ts";
import { listTree, type ReadObjects, storeFiles } from "./snapshot-tree.ts";
import { removeTree } from "./workspace.ts";

/** DESIGN 5: a project has no more. */
const maxFiles = 200_000;
/** Links made at a time, some 5 ms: beats and other attempts go on in between. */
const linkBatch = 256;

export interface SnapshotCacheOptions {
  directory: string;
  readObjects: ReadObjects;
  /** File contents that may be kept, and the most that one tree may have. */
  maxBytes: number;
}

export interface Snapshot {
  /** A directory whose files are 0444 or 0555 and whose directories are 0555. */
  path: string;
  /** Must be called once it isn't used any more; until then it stays. */
  release: () => void;
}

interface Entry {
  ready: Promise<void>;
  users: number;
}

export class SnapshotCache {
  readonly #options: SnapshotCacheOptions;
  readonly #objects: SnapshotObjects;
  /** Least recently used first. */
  readonly #entries: Map<string, Entry>;
  /** Builds and evictions follow one another: an eviction must not take what a build just stored. */
  #work: Promise<unknown> = Promise.resolve();

  private constructor(
    options: SnapshotCacheOptions,
    objects: SnapshotObjects,
    entries: Map<string, Entry>,
  ) {
    this.#options = options;
    this.#objects = objects;
    this.#entries = entries;
  }

  /** Takes over what an earlier process left, except what it hadn't finished. */
  static async open(options: SnapshotCacheOptions): Promise<SnapshotCache> {
    const { directory } = options;
    await forgetAfterReboot(directory);
    const objects = await SnapshotObjects.open(join(directory, "objects"));
    const trees = join(directory, "trees");
    await mkdir(trees, { recursive: true, mode: 0o700 });
    const found: { tree: string; used: number }[] = [];
    for (const name of await readdir(trees))
      if (name.endsWith(".part")) await removeTree(join(trees, name));
      else found.push({ tree: name, used: (await stat(join(trees, name))).mtimeMs });
    found.sort((a, b) => a.used - b.used);
    const entries = found.map(
      ({ tree }) => [tree, { ready: Promise.resolve(), users: 0 }] as const,
    );
    const cache = new SnapshotCache(options, objects, new Map(entries));
    await cache.#evict();
    return cache;
  }

  /**
   * The snapshot of a tree; concurrent callers share one build. Rejects with a sentence for people
   * when an object is missing or damaged, or when the tree is larger than the cache.
   */
  async use(tree: string): Promise<Snapshot> {
    if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(tree))
      throw new Error(`${JSON.stringify(tree)} is no Git tree id.`);
    const path = this.#path(tree);
    const entry = this.#entries.get(tree) ?? {
      ready: this.#queue(() => this.#build(tree)),
      users: 0,
    };
    this.#entries.delete(tree);
    this.#entries.set(tree, entry);
    entry.users++;
    try {
      await entry.ready;
    } catch (error) {
      // The next caller tries again: the object may have been fetched by then.
      if (this.#entries.get(tree) === entry) this.#entries.delete(tree);
      throw error;
    }
    const release = once(() => {
      entry.users--;
      // The order of use outlives this process as the directory's time.
      const now = new Date();
      utimes(path, now, now).catch(() => {});
    });
    return { path, release };
  }

  #path(tree: string): string {
    return join(this.#options.directory, "trees", tree);
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => {});
    return result;
  }

  async #build(tree: string): Promise<void> {
    const { readObjects, maxBytes } = this.#options;
    const part = `${this.#path(tree)}.part`;
    try {
      const { folders, files } = await listTree(tree, readObjects, maxFiles);
      await storeFiles(tree, files, this.#objects, readObjects, maxBytes);
      await mkdir(part, { mode: 0o700 });
      for (const folder of folders) await mkdir(join(part, folder), { mode: 0o700 });
      for (const [index, { path, key }] of files.entries()) {
        this.#objects.place(key, join(part, path));
        if (index % linkBatch === 0) await pause();
      }
      for (const folder of ["", ...folders]) await chmod(join(part, folder), 0o555);
      await rename(part, this.#path(tree));
      await this.#evict();
    } catch (error) {
      await removeTree(part);
      await this.#objects.sweep();
      throw error;
    }
  }

  async #evict(): Promise<void> {
    for (const [tree, { users }] of [...this.#entries]) {
      if (this.#objects.total() <= this.#options.maxBytes) return;
      if (users > 0) continue;
      this.#entries.delete(tree);
      // Out of the way first, so that a half-removed snapshot is never taken for a whole one.
      const gone = `${this.#path(tree)}.part`;
      await rename(this.#path(tree), gone);
      await removeTree(gone);
      await this.#objects.sweep();
    }
    if (this.#objects.total() > this.#options.maxBytes) await this.#objects.sweep();
  }
}

/** Files aren't flushed one by one, so what a power cut left of them is not trusted. */
async function forgetAfterReboot(directory: string): Promise<void> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "unknown");
  const file = join(directory, "boot");
  const before = await readFile(file, "utf8").catch(() => null);
  if (before === boot) return;
  await removeTree(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(file, boot);
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
