// What a process takes, asked by the one that started it.

import { type ChildProcess, fork } from "node:child_process";
import { workerAllocator, workerFlags } from "#cli/lean-memory.ts";

export interface ProcessFigures {
  /** Milliseconds of CPU since it started. */
  cpuMs: number;
  megabytes: number;
}

/** In the process that is measured. */
export function answerFigures(): void {
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    const megabytes = process.memoryUsage.rss() / 1e6;
    process.send?.({ cpuMs: (user + system) / 1_000, megabytes } satisfies ProcessFigures);
  });
  process.once("disconnect", () => process.exit(0));
}

export interface Measured extends AsyncDisposable {
  figures(): Promise<ProcessFigures>;
}

/** Starts a program that calls `answerFigures`, with the settings of memory that a worker starts with. */
export function measured(file: URL, words: readonly string[]): Measured {
  const child: ChildProcess = fork(file, [...words], {
    execArgv: [...workerFlags],
    env: { ...process.env, ...workerAllocator },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    figures: () =>
      new Promise((resolve, reject) => {
        child.once("message", (message) => resolve(message as ProcessFigures));
        child.send("figures", (error) => error && reject(error));
      }),
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
