// The last bytes of an attempt's output, for the rules that look at it.

import { characterBoundary } from "#executors/utf8.ts";

export class OutputTail {
  readonly #size: number;
  readonly #parts: Uint8Array[] = [];
  #held = 0;

  /** @param size bytes that are kept */
  constructor(size: number) {
    this.#size = size;
  }

  push(bytes: Uint8Array): void {
    // A copy: whoever gave the bytes may use their buffer again.
    this.#parts.push(Buffer.from(bytes.subarray(Math.max(0, bytes.length - this.#size))));
    this.#held += this.#parts.at(-1)?.length ?? 0;
    // Joined now and then, so that single bytes cost no list of their own.
    if (this.#held > 2 * this.#size || this.#parts.length > 1_000) this.#join();
  }

  /** As text, beginning with a whole character. */
  text(): string {
    this.#join();
    const [bytes] = this.#parts;
    if (bytes === undefined) return "";
    const end = characterBoundary(bytes, bytes.length);
    return Buffer.from(bytes.buffer, bytes.byteOffset, end)
      .toString("utf8")
      .replace(/^\ufffd+/, "");
  }

  #join(): void {
    const all = Buffer.concat(this.#parts);
    const kept = Buffer.from(all.subarray(Math.max(0, all.length - this.#size)));
    this.#parts.splice(0, this.#parts.length, ...(kept.length > 0 ? [kept] : []));
    this.#held = kept.length;
  }
}
