// Takes the variables of this process out of `/proc/PID/environ`, where every process of the same user reads what the
// process was started with, whatever it has changed since. They stay in the heap, as `process.env`.

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** Of `/proc/self/stat`, behind the name: where the block of the environment begins. */
const fieldOfStart = 47;

/**
 * @param keep which may be seen
 * @returns why it could not be done, as a part of a sentence; null when it was
 */
export function hideEnvironment(keep: (name: string) => boolean): string | null {
  if (process.platform !== "linux") return `${process.platform} has no way to do it`;
  try {
    const block = readFileSync("/proc/self/environ");
    const stat = readFileSync("/proc/self/stat", "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const start = Number(fields[fieldOfStart]);
    const memory = openSync("/proc/self/mem", "r+");
    try {
      for (let at = 0; at < block.length; ) {
        const found = block.indexOf(0, at);
        const end = found === -1 ? block.length : found;
        const text = block.toString("utf8", at, end);
        const name = text.slice(0, Math.max(0, text.indexOf("=")));
        if (name !== "" && !keep(name)) {
          // Given anew it is elsewhere: nobody looks at the old place any more.
          const value = process.env[name];
          delete process.env[name];
          if (value !== undefined) process.env[name] = value;
          writeSync(memory, Buffer.alloc(end - at), 0, end - at, start + at);
        }
        at = end + 1;
      }
    } finally {
      closeSync(memory);
    }
    return null;
  } catch (error) {
    return `the system says ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`;
  }
}
