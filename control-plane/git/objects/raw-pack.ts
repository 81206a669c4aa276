// A pack's entries as they are stored, to be copied into another pack: header, base, compressed body.

import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { PackIndex } from "./pack-index.ts";

const checksumBytes = 20;
const offsetDelta = 6;
const referenceDelta = 7;

export interface RawEntry {
  /** What it is a delta of: in the same pack at an offset, or (null) wherever the object is. */
  base: { oid: string; offset: number | null } | null;
  /** Its bytes for a pack in which it starts at `at` and its base, if it has one, at `baseAt`. */
  encode(at: number, baseAt: number | null): Buffer;
}

export class RawPack {
  readonly index: PackIndex;
  readonly #file: number;
  readonly #end: number;
  readonly #starts: Float64Array;
  readonly #oids: Map<number, string>;

  /** `path` without extension; throws when pack or index is missing or cut off. */
  constructor(path: string) {
    this.index = new PackIndex(readFileSync(`${path}.idx`));
    this.#file = openSync(`${path}.pack`, "r");
    this.#end = statSync(`${path}.pack`).size - checksumBytes;
    const { index } = this;
    this.#starts = new Float64Array(index.count);
    this.#oids = new Map();
    for (let position = 0; position < index.count; position++) {
      const offset = index.offsetAt(position);
      this.#starts[position] = offset;
      this.#oids.set(offset, index.oidAt(position));
    }
    this.#starts.sort();
  }

  entryAt(offset: number): RawEntry {
    const bytes = Buffer.allocUnsafe(this.#endOf(offset) - offset);
    if (readSync(this.#file, bytes, 0, bytes.length, offset) !== bytes.length)
      throw new Error(`the pack is cut off before byte ${offset + bytes.length}`);
    let at = 1;
    while ((bytes[at - 1] as number) & 0x80) at++;
    const type = ((bytes[0] as number) >> 4) & 7;
    const length = Buffer.from(bytes.subarray(0, at));
    if (type !== offsetDelta && type !== referenceDelta) return { base: null, encode: () => bytes };
    let base: RawEntry["base"];
    if (type === referenceDelta) {
      base = { oid: bytes.toString("hex", at, at + 20), offset: null };
      at += 20;
    } else {
      let byte = bytes[at++] as number;
      let distance = byte & 0x7f;
      while (byte & 0x80) {
        byte = bytes[at++] as number;
        distance = (distance + 1) * 128 + (byte & 0x7f);
      }
      const oid = this.#oids.get(offset - distance);
      if (oid === undefined) throw new Error("a delta's base is no object of its pack");
      base = { oid, offset: offset - distance };
    }
    const body = bytes.subarray(at);
    length[0] = ((length[0] as number) & 0x8f) | (offsetDelta << 4);
    return {
      base,
      encode: (start, baseAt) =>
        Buffer.concat([length, distanceBytes(start - (baseAt ?? 0)), body]),
    };
  }

  close(): void {
    closeSync(this.#file);
  }

  #endOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#starts[low] ?? this.#end;
  }
}

/** As Git writes how far before an object its base is: seven bits a byte, each further byte one more than it says. */
function distanceBytes(distance: number): Buffer {
  const bytes = [distance & 0x7f];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(0x80 | (--rest & 0x7f));
  return Buffer.from(bytes);
}
