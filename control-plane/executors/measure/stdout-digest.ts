// Measures what a command writes to standard output as it comes, before secrets are taken out: of it only the digest is kept, as a
// guard in front of the other scheduler's command takes it.

import { createHash } from "node:crypto";
import type { DeclaredOutput } from "#core/shadow/outputs.ts";
import type { MeasuredOutput } from "./measure.ts";

const lineEnd = 10;

export class StdoutDigest {
  readonly #sum = createHash("sha256");
  #bytes = 0;
  #rows = 0;
  #isOpen = false;

  push(piece: Uint8Array): void {
    this.#sum.update(piece);
    this.#bytes += piece.length;
    for (const byte of piece) if (byte === lineEnd) this.#rows++;
    if (piece.length > 0) this.#isOpen = piece.at(-1) !== lineEnd;
  }

  /** Once: of each output that is nothing but this. */
  end(outputs: readonly Pick<DeclaredOutput, "name" | "digest">[]): MeasuredOutput[] {
    const digest = `sha256:${this.#sum.digest("hex")}`;
    const [bytes, rows] = [this.#bytes, this.#rows + (this.#isOpen ? 1 : 0)];
    const ofRows = `sha256:${createHash("sha256").update(`${rows}\n`).digest("hex")}`;
    return outputs.map((one) => ({
      ...{ name: one.name, bytes, rows },
      digest: one.digest === "rows" ? ofRows : digest,
    }));
  }
}
