// Real pipes for the output of commands. Node's own "pipe" is a socket, in which `> /dev/stderr`
// fails with "No such device or address"; and it can't give both streams one pipe, which alone
// keeps the order in which they were written. Node has no pipe(2), so named pipes stand in.

import { execFile } from "node:child_process";
import { closeSync, constants, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** One process makes this many; they are used again, so a worker seldom needs a second batch. */
const batch = 32;

export interface OutputPipe {
  path: string;
  /** Descriptors that the taker closes. */
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

  /** Both ends of a pipe that nobody else has open. Rejects when none can be made. */
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

  /**
   * Takes a pipe back. Only one at whose end of file nobody could write any more is used again:
   * a process that left its group would write into another attempt's output.
   */
  giveBack(pipe: OutputPipe, ended: boolean): void {
    if (ended) this.#ready.push(pipe.path);
    else rmSync(pipe.path, { force: true });
  }

  async #make(): Promise<void> {
    const names = Array.from({ length: batch }, () =>
      join(this.#directory, `${process.pid}-${this.#made++}`),
    );
    await promisify(execFile)("mkfifo", ["-m", "600", ...names]);
    this.#ready.push(...names);
  }
}

function openPipe(path: string): OutputPipe {
  // The reader first, and without blocking: a writer's open waits for a reader.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { path, readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}
