// A worker in a process of its own, by `worker-process.ts` or a program like it, which can be killed.

import { type ChildProcess, spawn } from "node:child_process";
import { eventually } from "./eventually.ts";

export interface WorkerProcess {
  child: ChildProcess;
  /** Resolves once it is gone. */
  ended: Promise<unknown>;
}

/** Resolves once it takes tasks; with the stack it ends. @param words the program and its arguments */
export async function startWorkerProcess(
  stack: AsyncDisposableStack,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, words, { env: { ...process.env, ...env } });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => {
      printed += bytes;
    });
  const ended = new Promise((resolve) => child.once("close", resolve));
  stack.defer(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  await eventually("it takes tasks", () => printed.includes("takes tasks"), 60_000).catch(
    (error: Error) => {
      throw new Error(`${error.message}\n${printed}`);
    },
  );
  return { child, ended };
}
