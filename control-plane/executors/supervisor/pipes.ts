// Real pipes for the output of commands. Node's own "pipe" is a socket, in which `> /dev/stderr`
// fails with "No such device or address"; and it can't give both streams one pipe, which alone
// keeps the order in which they were written. Node has no pipe(2), so named pipes stand in.

import { execFile } from "node:child_process";
import { closeSync, constants, openSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** One process makes this many, so that mkfifo's 2 ms vanish among the commands. */
const batch = 32;

export interface OutputPipe {
  readEnd: number;
  writeEnd: number;
}

export class PipeStock {
  readonly #directory: string;
  readonly #ready: string[] = [];
  #made = 0;
  #making: Promise<void> | null = null;

  /** The directory must exist, be writable, and be used by nobody else. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Both ends of a new pipe, as descriptors that the caller closes. Rejects when none can be made. */
  async take(): Promise<OutputPipe> {
    for (;;) {
      const path = this.#ready.pop();
      if (path !== undefined) return openPipe(path);
      this.#making ??= this.#make().finally(() => {
        this.#making = null;
      });
      await this.#making;
    }
  }

  async #make(): Promise<void> {
    const names = Array.from({ length: batch }, () =>
      join(this.#directory, `${process.pid}-${this.#made++}`),
    );
    await promisify(execFile)("mkfifo", ["-m", "600", ...names]);
    this.#ready.push(...names);
  }
}

/** The name is removed at once: what is open stays, and nothing is left behind by a crash. */
function openPipe(path: string): OutputPipe {
  // The reader first, and without blocking: a writer's open waits for a reader.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  } finally {
    unlinkSync(path);
  }
}
