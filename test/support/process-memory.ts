// What a process of Linux has in its memory, for tests of where a value is and isn't.

import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const chunkBytes = 4 * 2 ** 20;

/** Whether the writable memory of a process has a text (ASCII); null where it may not be read. */
export function memoryHas(pid: number, text: string): boolean | null {
  let file: number;
  try {
    file = openSync(`/proc/${pid}/mem`, "r");
  } catch {
    return null;
  }
  try {
    const forms = [Buffer.from(text, "latin1"), Buffer.from(text, "utf16le")];
    // Pieces overlap, so that none is torn apart.
    const buffer = Buffer.alloc(chunkBytes + 2 * text.length);
    for (const [from, to] of writable(pid))
      for (let at = from; at < to; at += chunkBytes) {
        const length = Math.min(buffer.length, to - at);
        const found = buffer.subarray(0, readAt(file, buffer, length, at));
        if (forms.some((form) => found.includes(form))) return true;
      }
    return false;
  } finally {
    closeSync(file);
  }
}

/** Ranges of addresses. */
const writable = (pid: number): [number, number][] =>
  readFileSync(`/proc/${pid}/maps`, "utf8")
    .split("\n")
    .flatMap((line): [number, number][] => {
      const range = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      return range
        ? [[Number.parseInt(range[1] ?? "", 16), Number.parseInt(range[2] ?? "", 16)]]
        : [];
    });

/** 0 for what is no longer there. */
function readAt(file: number, buffer: Buffer, length: number, position: number): number {
  try {
    return readSync(file, buffer, 0, length, position);
  } catch {
    return 0;
  }
}
