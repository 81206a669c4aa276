// Git's pack index, version 2: sorted object ids with the place of each in its pack.
// Layout: magic, version, fan-out (256 × 4), ids (20 each), crc32 (4 each), offsets (4 each), 8-byte offsets, two sha1.

import { createHash } from "node:crypto";

const magic = 0xff744f63;
const fanoutAt = 8;
const idsAt = fanoutAt + 256 * 4;
const trailer = 40;
const large = 0x80000000;

export interface PackEntry {
  oid: string;
  crc: number;
  offset: number;
}

export class PackIndex {
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #offsetsAt: number;

  /** Throws when the bytes are no complete index, such as one cut off by a crash. */
  constructor(bytes: Buffer) {
    if (bytes.length < idsAt + trailer || bytes.readUInt32BE(0) !== magic)
      throw new Error("not a pack index of version 2");
    this.#bytes = bytes;
    this.count = bytes.readUInt32BE(idsAt - 4);
    this.#offsetsAt = idsAt + this.count * 24;
    if (bytes.length < this.#offsetsAt + this.count * 4 + trailer)
      throw new Error("the pack index is cut off");
  }

  oidAt(position: number): string {
    const at = idsAt + position * 20;
    return this.#bytes.toString("hex", at, at + 20);
  }

  offsetAt(position: number): number {
    const value = this.#bytes.readUInt32BE(this.#offsetsAt + position * 4);
    if (value < large) return value;
    const at = this.#offsetsAt + this.count * 4 + (value - large) * 8;
    return Number(this.#bytes.readBigUInt64BE(at));
  }

  crcAt(position: number): number {
    return this.#bytes.readUInt32BE(idsAt + this.count * 20 + position * 4);
  }

  /** Place of an object in the pack, or -1. */
  find(oid: string): number {
    const position = this.#firstNotBelow(Buffer.from(oid, "hex"));
    return position < this.count && this.oidAt(position) === oid ? this.offsetAt(position) : -1;
  }

  /** Up to two ids that start with an even or odd number of hexadecimal digits: two are already ambiguous. */
  startingWith(prefix: string): string[] {
    const found: string[] = [];
    let position = this.#firstNotBelow(Buffer.from(prefix.padEnd(40, "0"), "hex"));
    for (; position < this.count && found.length < 2; position++) {
      const oid = this.oidAt(position);
      if (!oid.startsWith(prefix)) break;
      found.push(oid);
    }
    return found;
  }

  #firstNotBelow(oid: Buffer): number {
    const first = oid[0] as number;
    let low = first === 0 ? 0 : this.#bytes.readUInt32BE(fanoutAt + (first - 1) * 4);
    let high = this.#bytes.readUInt32BE(fanoutAt + first * 4);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = idsAt + middle * 20;
      if (this.#bytes.compare(oid, 0, 20, at, at + 20) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Bytes of an index for a pack below 2 GiB; of entries with one id the first stays. */
export function writePackIndex(entries: readonly PackEntry[], packChecksum: Buffer): Buffer {
  const byOid = new Map<string, PackEntry>();
  for (const entry of entries) if (!byOid.has(entry.oid)) byOid.set(entry.oid, entry);
  const sorted = [...byOid.values()].sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const bytes = Buffer.alloc(idsAt + sorted.length * 28 + trailer);
  bytes.writeUInt32BE(magic, 0);
  bytes.writeUInt32BE(2, 4);
  sorted.forEach((entry, position) => {
    bytes.write(entry.oid, idsAt + position * 20, "hex");
    bytes.writeUInt32BE(entry.crc, idsAt + sorted.length * 20 + position * 4);
    bytes.writeUInt32BE(entry.offset, idsAt + sorted.length * 24 + position * 4);
  });
  let position = 0;
  for (let first = 0; first < 256; first++) {
    while (position < sorted.length && (bytes[idsAt + position * 20] as number) <= first)
      position++;
    bytes.writeUInt32BE(position, fanoutAt + first * 4);
  }
  packChecksum.copy(bytes, bytes.length - trailer);
  createHash("sha1")
    .update(bytes.subarray(0, bytes.length - 20))
    .digest()
    .copy(bytes, bytes.length - 20);
  return bytes;
}
