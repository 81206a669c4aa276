// Writes the packs of a mirror anew as one, with what its refs lead to, each object once. What nothing leads to any more,
// as after forced pushes, goes. Bodies are copied as they are compressed, so nothing is inflated but commits and trees.

import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { saysFull } from "../disk.ts";
import { type PackEntry, writePackIndex } from "./pack-index.ts";
import { RawPack } from "./raw-pack.ts";

const checksumBytes = 20;
const headerBytes = 12;
/** Of reading what was written, for its checksum. */
const readBytes = 1024 * 1024;
/** Between two turns of the event loop: about 5 ms. */
const objectsPerTurn = 500;

/**
 * True when the packs are replaced; false where there is no room to write them. The caller holds the mirror's lock.
 * A crash before the end leaves objects twice, which harms nothing.
 * @param wanted Objects that stay. @throws Error when one of them is in no pack.
 */
export async function repack(gitDir: string, wanted: ReadonlySet<string>): Promise<boolean> {
  const folder = join(gitDir, "objects", "pack");
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".idx"))
    .map((name) => join(folder, name.slice(0, -".idx".length)));
  const written = join(folder, `tmp_repack_${process.pid}`);
  const packs: RawPack[] = [];
  try {
    for (const name of names) packs.push(new RawPack(name));
    const { entries, checksum } = await writePack(written, packs, wanted);
    const target = join(folder, `pack-${checksum.toString("hex")}`);
    const indexFile = `${written}.tmp`;
    const index = openSync(indexFile, "w");
    writeSync(index, writePackIndex(entries, checksum));
    closeSync(index);
    renameSync(written, `${target}.pack`);
    // A pack counts from the moment its index is there.
    renameSync(indexFile, `${target}.idx`);
    for (const name of names)
      if (name !== target) for (const ending of ["idx", "pack"]) rmSync(`${name}.${ending}`);
    return true;
  } catch (error) {
    for (const name of [written, `${written}.tmp`]) rmSync(name, { force: true });
    if (saysFull(error)) return false;
    throw error;
  } finally {
    for (const pack of packs) pack.close();
  }
}

async function writePack(path: string, packs: readonly RawPack[], wanted: ReadonlySet<string>) {
  const file = openSync(path, "w+");
  try {
    const entries: PackEntry[] = [];
    const placed = new Map<string, number>();
    let at = headerBytes;
    /** A base goes before what is made of it, so no chain can end in itself. */
    const put = (oid: string, pack: RawPack, offset: number): void => {
      if (placed.has(oid)) return;
      const entry = pack.entryAt(offset);
      if (entry.base !== null) {
        const base = entry.base.oid;
        if (entry.base.offset !== null) put(base, pack, entry.base.offset);
        else find(base);
      }
      const bytes = entry.encode(at, entry.base && (placed.get(entry.base.oid) ?? 0));
      writeSync(file, bytes, 0, bytes.length, at);
      placed.set(oid, at);
      entries.push({ oid, offset: at, crc: crc32(bytes) });
      at += bytes.length;
    };
    const find = (oid: string): void => {
      if (placed.has(oid)) return;
      for (const pack of packs) {
        const offset = pack.index.find(oid);
        if (offset < 0) continue;
        put(oid, pack, offset);
        return;
      }
      throw new Error(`object ${oid} is in no pack`);
    };
    let turn = 0;
    for (const oid of wanted) {
      find(oid);
      if (++turn % objectsPerTurn === 0) await nextTurn();
    }
    const header = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
    header.writeUInt32BE(entries.length, 8);
    writeSync(file, header, 0, headerBytes, 0);
    const checksum = hashOf(file, at);
    writeSync(file, checksum, 0, checksumBytes, at);
    return { entries, checksum };
  } finally {
    closeSync(file);
  }
}

function hashOf(file: number, length: number): Buffer {
  const hash = createHash("sha1");
  const part = Buffer.allocUnsafe(readBytes);
  for (let at = 0; at < length; ) {
    const read = readSync(file, part, 0, Math.min(part.length, length - at), at);
    hash.update(part.subarray(0, read));
    at += read;
  }
  return hash.digest();
}
