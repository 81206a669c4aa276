// Bounds what is kept of an attempt's output: its beginning, where the causes are, and its end,
// where the error is.

import { characterBoundary } from "./utf8.ts";

/** Bytes kept from the beginning and from the end of an attempt's output: 10 MiB together. */
export const outputHeadBytes = 8 * 1024 * 1024;
export const outputTailBytes = 2 * 1024 * 1024;

const newline = 0x0a;
const nothing = new Uint8Array(0);

export class OutputLimit {
  readonly #tailBytes: number;
  #headLeft: number;
  #headOpen = true;
  #endsLine = true;
  /** A ring, made when the head is full; most attempts never need it. */
  #tail: Uint8Array = nothing;
  #behindHead = 0;

  constructor(headBytes = outputHeadBytes, tailBytes = outputTailBytes) {
    this.#headLeft = headBytes;
    this.#tailBytes = tailBytes;
  }

  /** Takes output; returns the part of it that is kept for certain, to be passed on now. */
  push(bytes: Uint8Array): Uint8Array {
    const head = this.#headOpen ? this.#pushHead(bytes) : nothing;
    if (head.length < bytes.length) this.#pushTail(bytes.subarray(head.length));
    return head;
  }

  /** What follows at the end: the line that says how much is missing, if anything is, and the tail. */
  end(): Uint8Array {
    if (this.#behindHead === 0) return nothing;
    const kept = Math.min(this.#behindHead, this.#tailBytes);
    const from = (this.#behindHead - kept) % this.#tailBytes;
    const tail = Buffer.concat([
      this.#tail.subarray(from, from + kept),
      this.#tail.subarray(0, Math.max(0, from + kept - this.#tailBytes)),
    ]);
    if (kept === this.#behindHead) return tail;
    const start = firstCharacter(tail);
    const omitted = this.#behindHead - kept + start;
    const line = `${this.#endsLine ? "" : "\n"}… ${omitted} bytes omitted …\n`;
    return Buffer.concat([Buffer.from(line), tail.subarray(start)]);
  }

  #pushHead(bytes: Uint8Array): Uint8Array {
    const fits = bytes.length <= this.#headLeft;
    const head = fits ? bytes : bytes.subarray(0, characterBoundary(bytes, this.#headLeft));
    this.#headLeft -= head.length;
    this.#headOpen = fits;
    if (head.length > 0) this.#endsLine = head.at(-1) === newline;
    return head;
  }

  #pushTail(bytes: Uint8Array): void {
    if (this.#tail.length === 0) this.#tail = new Uint8Array(this.#tailBytes);
    // Of more than a whole ring only the last round stays.
    const last = bytes.subarray(Math.max(0, bytes.length - this.#tailBytes));
    const at = (this.#behindHead + bytes.length - last.length) % this.#tailBytes;
    const fits = Math.min(last.length, this.#tailBytes - at);
    this.#tail.set(last.subarray(0, fits), at);
    this.#tail.set(last.subarray(fits), 0);
    this.#behindHead += bytes.length;
  }
}

/** Skips the rest, at most 3 bytes, of a character whose beginning was omitted. */
function firstCharacter(bytes: Uint8Array): number {
  let at = 0;
  while (at < Math.min(3, bytes.length) && ((bytes[at] as number) & 0xc0) === 0x80) at++;
  return at;
}
