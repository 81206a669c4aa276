// Servers of other systems on this machine, started for some work and ended after it with all that they started.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Program {
  command: string;
  words: string[];
  env?: NodeJS.ProcessEnv;
  /** URL that is answered once it is there; what counts as an answer. */
  ready: { url: string; isReady?: (answer: Response) => boolean | Promise<boolean> };
}

/** Longest start, on a machine that does other things as well. */
const startMs = 300_000;

/** Does the work while programs run that were started one after the other, in a folder of their own that goes with them. */
export async function served(
  programs: (home: string) => Program[] | Promise<Program[]>,
  work: (home: string) => Promise<void>,
): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), "trunkline-peers-"));
  const children: ChildProcess[] = [];
  const log = path.join(home, "log");
  const output = openSync(log, "a");
  try {
    for (const { command, words, env, ready } of await programs(home)) {
      const child = spawn(command, words, {
        ...{ stdio: ["ignore", output, output], detached: true, cwd: home },
        env: { ...process.env, ...env },
      });
      children.push(child);
      await answers(ready, child);
    }
    await work(home);
  } catch (error) {
    console.error(readFileSync(log, "utf8").split("\n").slice(-60).join("\n"));
    throw error;
  } finally {
    for (const child of children.reverse()) await ended(child);
    closeSync(output);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function answers({ url, isReady }: Program["ready"], child: ChildProcess): Promise<void> {
  for (const until = Date.now() + startMs; Date.now() < until; await sleep(250)) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer !== null && (isReady === undefined || (await isReady(answer)))) return;
  }
  throw new Error(`${url} doesn't answer`);
}

/** With its whole group: most start others. */
async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("close", resolve));
  const isOver = child.exitCode !== null || child.signalCode !== null;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    try {
      process.kill(-(child.pid as number), signal);
    } catch {
      return;
    }
    if (!isOver) await Promise.race([gone, sleep(10_000, null, { ref: false })]);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
