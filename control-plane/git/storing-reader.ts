// A Git reader that also puts what it reads into the store: after a sync every tree and file of the deployed
// revision is there by its id, and no run needs Git.

import type pg from "pg";
import { getObjects, putObjects } from "#store/objects.sql.ts";
import { startsOf } from "#store/slices.ts";
import { transaction } from "#store/transaction.ts";
import { GitError, type GitObject, type GitSource } from "./source.ts";

/** One file of a project; larger data does not belong into a repository that is handed to every worker. */
export const maxFileBytes = 50 * 1024 * 1024;
/** Inserts that may be under way while more is read. */
const mostInserts = 3;
/** Bytes that one insert carries. */
const batchBytes = 1024 * 1024;
const batchObjects = 2_000;

export interface StoringReader {
  /**
   * As a source's; what Git has forgotten since, as after a rewritten history, comes from the store.
   * @param nameOf Says what an object is when it is too large.
   */
  readObjects(oids: readonly string[], nameOf?: (oid: string) => string): AsyncIterable<GitObject>;
  /** Resolves once everything that was read is stored. */
  flush(): Promise<void>;
}

/** Objects are content-addressed, so a sync that fails later leaves nothing wrong behind. */
export function storingReader(
  source: Pick<GitSource, "readObjects">,
  pool: pg.Pool,
): StoringReader {
  const seen = new Set<string>();
  /** The difference reads trees, then the view of the estate reads them again. */
  const trees = new Map<string, GitObject>();
  let batch = new ObjectBatch();
  const inserts = new Set<Promise<unknown>>();

  /** Begins an insert; waits only for the oldest when too many are under way. An error shows at the flush. */
  const send = async () => {
    const full = batch;
    if (full.isEmpty) return;
    batch = new ObjectBatch();
    const insert = transaction(pool, (db) => putObjects(db, full.rows()), {
      durable: false,
    }).finally(() => full.free());
    insert.catch(() => {});
    inserts.add(insert);
    insert.then(
      () => inserts.delete(insert),
      () => {},
    );
    if (inserts.size > mostInserts) await Promise.race(inserts);
  };
  const flush = async () => {
    await send();
    await Promise.all(inserts);
  };

  async function* readObjects(
    oids: readonly string[],
    nameOf = (oid: string) => `the file with the id ${oid}`,
  ): AsyncIterable<GitObject> {
    const wanted: string[] = [];
    for (const oid of oids) {
      const tree = trees.get(oid);
      if (tree) yield tree;
      else wanted.push(oid);
    }
    if (wanted.length === 0) return;
    for await (const object of withStored(source, pool, wanted)) {
      if (object.content.length > maxFileBytes)
        throw new GitError(
          "tooLarge",
          `${nameOf(object.oid)} has ${object.content.length} bytes; ${maxFileBytes} are allowed`,
          "Keep large data outside the repository, or point the project's `path` at a smaller folder.",
        );
      if (object.type !== "commit" && !seen.has(object.oid)) {
        seen.add(object.oid);
        if (object.type === "tree")
          trees.set(object.oid, { ...object, content: new Uint8Array(object.content) });
        while (!batch.take(object)) await send();
      }
      yield object;
    }
  }
  return { readObjects, flush };
}

async function* withStored(
  source: Pick<GitSource, "readObjects">,
  pool: pg.Pool,
  oids: readonly string[],
): AsyncIterable<GitObject> {
  const missing = new Set(oids);
  try {
    for await (const object of source.readObjects(oids)) {
      missing.delete(object.oid);
      yield object;
    }
  } catch (error) {
    if (!(error instanceof GitError) || error.kind !== "missing") throw error;
    const stored = await getObjects(pool, { oids: [...missing] });
    if (stored.length === 0) throw error;
    for (const { oid, type, content } of stored) {
      missing.delete(oid);
      yield { oid, type: type as GitObject["type"], content };
    }
    // Those behind the missing one in the source's order.
    if (missing.size > 0) yield* withStored(source, pool, [...missing]);
  }
}

/** Contents are copied once, to where they are sent from, and given back when they are stored: garbage of this kind waits long. */
class ObjectBatch {
  readonly #oids: string[] = [];
  readonly #types: string[] = [];
  readonly #lengths: number[] = [];
  #contents = new Uint8Array(0);
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#oids.length === 0;
  }

  /** False when it is full; an object that is larger than a batch is one of its own. */
  take({ oid, type, content }: GitObject): boolean {
    const end = this.#bytes + content.length;
    if (!this.isEmpty && (end > batchBytes || this.#oids.length >= batchObjects)) return false;
    if (this.#contents.length === 0) this.#contents = new Uint8Array(Math.max(batchBytes, end));
    this.#contents.set(content, this.#bytes);
    this.#bytes = end;
    this.#oids.push(oid);
    this.#types.push(type);
    this.#lengths.push(content.length);
    return true;
  }

  rows() {
    const contents = Buffer.from(this.#contents.buffer, 0, this.#bytes);
    const lengths = this.#lengths;
    return { oids: this.#oids, types: this.#types, starts: startsOf(lengths), lengths, contents };
  }

  free(): void {
    this.#contents.buffer.transfer(0);
  }
}
