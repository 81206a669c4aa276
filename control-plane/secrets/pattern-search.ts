// Finds any of some hundred byte patterns in a stream, by Wu and Manber's way: the last bytes of a window say how far it
// may jump. One regular expression of all of them took 30 times as long.

/** Bytes that are looked at together. */
const block = 3;
const tableSize = 2 ** 16;

const hash = (a: number, b: number, c: number): number =>
  ((a << 10) ^ (b << 5) ^ c) & (tableSize - 1);

export class PatternSearch {
  /** All patterns one after the other, longest first. */
  readonly #bytes: Uint8Array;
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  /** A window is as long as the shortest pattern. */
  readonly #window: number;
  readonly #longest: number;
  /** How far a window may jump, by its last block; 0: a pattern may begin here. */
  readonly #jump: Uint16Array;
  /** Patterns by the last block of their window, and by their first byte: chains of numbers, -1 ends them. */
  readonly #byBlock = new Int32Array(tableSize).fill(-1);
  readonly #nextOfBlock: Int32Array;
  readonly #byFirst = new Int32Array(256).fill(-1);
  readonly #nextOfFirst: Int32Array;
  /** Of what `find` found. */
  length = 0;

  /** @param patterns at least one, each of 4 bytes or more */
  constructor(patterns: readonly Uint8Array[]) {
    const sorted = patterns.toSorted((a, b) => b.length - a.length);
    this.#bytes = Buffer.concat(sorted);
    this.#lengths = Int32Array.from(sorted, ({ length }) => length);
    this.#starts = new Int32Array(sorted.length);
    this.#nextOfBlock = new Int32Array(sorted.length);
    this.#nextOfFirst = new Int32Array(sorted.length);
    this.#longest = sorted[0]?.length ?? 0;
    this.#window = Math.min(sorted.at(-1)?.length ?? 0, 2 ** 15);
    this.#jump = new Uint16Array(tableSize).fill(this.#window - block + 1);
    for (let one = 1; one < sorted.length; one++)
      this.#starts[one] = (this.#starts[one - 1] as number) + (this.#lengths[one - 1] as number);
    // The last goes in first: chains have the longest in front.
    for (let one = sorted.length - 1; one >= 0; one--) this.#add(one);
  }

  #add(one: number): void {
    const bytes = this.#bytes;
    const start = this.#starts[one] as number;
    const at = (offset: number) => bytes[start + offset] as number;
    for (let end = block - 1; end < this.#window; end++) {
      const key = hash(at(end - 2), at(end - 1), at(end));
      const jump = this.#window - 1 - end;
      if (jump < (this.#jump[key] as number)) this.#jump[key] = jump;
      if (jump > 0) continue;
      this.#nextOfBlock[one] = this.#byBlock[key] as number;
      this.#byBlock[key] = one;
    }
    this.#nextOfFirst[one] = this.#byFirst[at(0)] as number;
    this.#byFirst[at(0)] = one;
  }

  /** Where the first pattern begins, from `from` on, or -1; `length` is then that of the longest which begins there. */
  find(data: Uint8Array, from: number): number {
    const jumps = this.#jump;
    const window = this.#window;
    const end = data.length;
    for (let last = from + window - 1; last < end; ) {
      const key = hash(data[last - 2] as number, data[last - 1] as number, data[last] as number);
      const jump = jumps[key] as number;
      if (jump > 0) {
        last += jump;
        continue;
      }
      const start = last - window + 1;
      for (
        let one = this.#byBlock[key] as number;
        one !== -1;
        one = this.#nextOfBlock[one] as number
      ) {
        const length = this.#lengths[one] as number;
        if (length > end - start || !this.#matches(data, start, one, length)) continue;
        this.length = length;
        return start;
      }
      last++;
    }
    return -1;
  }

  /** Where a pattern may have begun whose end is still to come; the length of the data when none has. */
  openFrom(data: Uint8Array): number {
    const end = data.length;
    for (let start = Math.max(0, end - this.#longest + 1); start < end; start++) {
      const left = end - start;
      const first = data[start] as number;
      for (
        let one = this.#byFirst[first] as number;
        one !== -1;
        one = this.#nextOfFirst[one] as number
      ) {
        // The rest of the chain is shorter still.
        if ((this.#lengths[one] as number) <= left) break;
        if (this.#matches(data, start, one, left)) return start;
      }
    }
    return end;
  }

  #matches(data: Uint8Array, at: number, one: number, length: number): boolean {
    const bytes = this.#bytes;
    const start = this.#starts[one] as number;
    for (let offset = 0; offset < length; offset++)
      if (bytes[start + offset] !== data[at + offset]) return false;
    return true;
  }
}
