// Joins small packs into one. isomorphic-git never tidies: 150 fetches leave 151 packs, and every miss asks each.
// A pack's objects refer to each other by distance or by id, so whole bodies can be put one after the other
// unchanged. Nothing is dropped: commits that were rewritten on the server stay as evidence.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { saysFull } from "../disk.ts";
import { type PackEntry, PackIndex, writePackIndex } from "./pack-index.ts";

const headerBytes = 12;
const checksumBytes = 20;
/** Larger packs stay as they are: joining them costs more than the one file less saves. */
const maxPackBytes = 16 * 1024 * 1024;

/**
 * With at least `threshold` packs joins the small ones of a mirror; true when it did. The caller holds the
 * mirror's lock. A crash in between leaves an object twice, which harms nothing.
 */
export function consolidate(gitDir: string, threshold = 200): boolean {
  const folder = join(gitDir, "objects", "pack");
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".idx"))
    .map((name) => join(folder, name.slice(0, -".idx".length)));
  if (names.length < threshold) return false;
  const small = names.filter((name) => statSync(`${name}.pack`).size <= maxPackBytes);
  const { pack, index, checksum } = joinPacks(small);
  const target = join(folder, `pack-${checksum}`);
  try {
    writeFileSync(`${target}.pack`, pack);
    // A pack counts from the moment its index is there.
    writeFileSync(`${target}.tmp`, index);
    renameSync(`${target}.tmp`, `${target}.idx`);
  } catch (error) {
    for (const ending of ["pack", "tmp"]) rmSync(`${target}.${ending}`, { force: true });
    // Joining can wait until there is room; what is there is whole.
    if (saysFull(error)) return false;
    throw error;
  }
  for (const name of small)
    if (name !== target) {
      rmSync(`${name}.idx`);
      rmSync(`${name}.pack`);
    }
  return true;
}

function joinPacks(names: readonly string[]): { pack: Buffer; index: Buffer; checksum: string } {
  const bodies: Buffer[] = [];
  const entries: PackEntry[] = [];
  let at = headerBytes;
  for (const name of names) {
    const pack = readFileSync(`${name}.pack`);
    const index = new PackIndex(readFileSync(`${name}.idx`));
    for (let position = 0; position < index.count; position++)
      entries.push({
        oid: index.oidAt(position),
        crc: index.crcAt(position),
        offset: index.offsetAt(position) - headerBytes + at,
      });
    const body = pack.subarray(headerBytes, pack.length - checksumBytes);
    bodies.push(body);
    at += body.length;
  }
  const header = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
  header.writeUInt32BE(entries.length, 8);
  const content = Buffer.concat([header, ...bodies]);
  const checksum = createHash("sha1").update(content).digest();
  return {
    pack: Buffer.concat([content, checksum]),
    index: writePackIndex(entries, checksum),
    checksum: checksum.toString("hex"),
  };
}
