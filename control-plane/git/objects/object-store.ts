// Reads the objects of a repository on disk: loose files and packs, also those of its alternates.
// Used beside isomorphic-git, which talks to servers well and reads packs slowly. Never writes.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { GitError } from "../source.ts";
import { ByteCache } from "./byte-cache.ts";
import { type ObjectType, Pack, type RawObject } from "./pack.ts";

/** 48 MB holds the delta bases of a 19 MB repository several times over and stays small beside Node itself. */
const baseCacheBytes = 48 * 1024 * 1024;

export interface StoredObject extends RawObject {
  oid: string;
}

type Place = { oid: string; pack: Pack; offset: number } | { oid: string; loose: string };

export class ObjectStore {
  readonly #folders: readonly string[];
  readonly #cache = new ByteCache<RawObject>(baseCacheBytes);
  #packs = new Map<string, Pack>();

  /** `folders`: the repository's `objects` folder, then its alternates'. */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** The object, or null when the repository does not hold it. Throws GitError `corrupt` for damaged bytes. */
  read(oid: string): StoredObject | null {
    const [place] = this.#locate([oid]).places;
    return place ? this.#readPlace(place) : null;
  }

  has(oid: string): boolean {
    return this.#locate([oid]).missing.length === 0;
  }

  /** The objects in the order of the packs, which is the quick one. Throws GitError `missing` before the first. */
  *readMany(oids: Iterable<string>): Generator<StoredObject> {
    const { places, missing } = this.#locate(oids);
    if (missing[0]) throw new GitError("missing", `object ${missing[0]} is not in the repository`);
    // Offsets alone: the order within each pack is what counts, packs may interleave.
    places.sort((a, b) => ("offset" in a && "offset" in b ? a.offset - b.offset : 0));
    for (const place of places) yield this.#readPlace(place);
  }

  /** Objects whose id starts with the digits: none, one, or at least two when that is ambiguous. */
  startingWith(prefix: string): string[] {
    this.#scan();
    const found = new Set<string>();
    for (const pack of this.#packs.values())
      for (const oid of pack.index.startingWith(prefix)) found.add(oid);
    for (const folder of this.#folders)
      for (const rest of list(join(folder, prefix.slice(0, 2))))
        if (rest.startsWith(prefix.slice(2))) found.add(prefix.slice(0, 2) + rest);
    return [...found];
  }

  /** Forgets all packs; needed after packs were replaced, and at the end. */
  close(): void {
    for (const pack of this.#packs.values()) pack.close();
    this.#packs = new Map();
    this.#cache.clear();
  }

  #locate(oids: Iterable<string>): { places: Place[]; missing: string[] } {
    const places: Place[] = [];
    let missing = [...oids];
    // Twice: an object that is in no known pack may have come with a new one, or left its loose file for it.
    for (const rescan of [false, true]) {
      if (missing.length === 0) break;
      if (rescan || this.#packs.size === 0) this.#scan();
      missing = missing.filter((oid) => {
        const place = this.#findPacked(oid) ?? this.#findLoose(oid);
        if (place) places.push(place);
        return !place;
      });
    }
    return { places, missing };
  }

  #findPacked(oid: string): Place | null {
    for (const pack of this.#packs.values()) {
      const offset = pack.index.find(oid);
      if (offset >= 0) return { oid, pack, offset };
    }
    return null;
  }

  #findLoose(oid: string): Place | null {
    for (const folder of this.#folders) {
      const path = join(folder, oid.slice(0, 2), oid.slice(2));
      if (existsSync(path)) return { oid, loose: path };
    }
    return null;
  }

  #scan(): void {
    const present = new Map<string, Pack>();
    for (const folder of this.#folders)
      for (const name of list(join(folder, "pack"))) {
        if (!name.endsWith(".idx")) continue;
        const path = join(folder, "pack", name.slice(0, -".idx".length));
        const pack = this.#packs.get(path) ?? this.#openPack(path);
        if (pack) present.set(path, pack);
      }
    for (const [path, pack] of this.#packs) if (!present.has(path)) pack.close();
    this.#packs = present;
  }

  /** Null for a pack that is only half there: it is being written, or a crash left it. */
  #openPack(path: string): Pack | null {
    try {
      return new Pack(path, this.#cache);
    } catch {
      return null;
    }
  }

  #readPlace(place: Place): StoredObject {
    const { oid } = place;
    if ("pack" in place && place.pack.closed) {
      const again = this.read(oid);
      if (again) return again;
    }
    let object: RawObject;
    try {
      object =
        "loose" in place
          ? readLoose(place.loose)
          : place.pack.read(place.offset, (base) => this.read(base));
    } catch (cause) {
      throw corrupt(oid, cause);
    }
    if (hashObject(object.type, object.content) !== oid) throw corrupt(oid, undefined);
    return { oid, ...object };
  }
}

const corrupt = (oid: string, cause: unknown): GitError =>
  new GitError(
    "corrupt",
    `object ${oid} of the repository is damaged${cause instanceof Error ? `: ${cause.message}` : ""}`,
    "Run `git fsck` in it; a mirror in the cache folder may be deleted, it is fetched again.",
    cause,
  );

/** Git's id of an object: the sha1 of its type, length and content. */
export function hashObject(type: ObjectType, content: Uint8Array): string {
  return createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}

function readLoose(path: string): RawObject {
  const bytes = inflateSync(readFileSync(path));
  const end = bytes.indexOf(0);
  const [type] = bytes.toString("latin1", 0, end).split(" ");
  return { type: type as ObjectType, content: bytes.subarray(end + 1) };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
