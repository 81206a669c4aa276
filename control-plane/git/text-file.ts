// Texts that hardly anybody asks for again: kept in a file without a name instead of in memory.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class TextFile implements Disposable {
  #file: number | null = null;
  #end = 0;

  /**
   * Takes texts in UTF-8, one after the other, and returns for each how to get it back while this object lives.
   * Null where there is no room for a file: the caller keeps them as they are.
   */
  add(texts: Uint8Array, lengths: readonly number[]): (() => string)[] | null {
    let start = this.#end;
    try {
      this.#file ??= openNameless();
      for (let done = 0; done < texts.length; )
        done += writeSync(this.#file, texts, done, texts.length - done, start + done);
    } catch {
      return null;
    }
    this.#end += texts.length;
    return lengths.map((length) => {
      const at = start;
      start += length;
      return () => this.#read(at, length);
    });
  }

  [Symbol.dispose](): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #read(at: number, length: number): string {
    if (this.#file === null) throw new Error("the file of the texts is closed");
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.#file, bytes, done, length - done, at + done);
      if (read === 0) throw new Error("the file of the texts has been cut off");
      done += read;
    }
    return bytes.toString();
  }
}

/** Nobody else can open it, and it is gone with the process however that ends. */
function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), "trunkline-"));
  try {
    return openSync(join(folder, "texts"), "wx+", 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
