import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { isRunning } from "#test/support/process.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { ownCommandExecutor, script } from "../command-under-test.ts";
import { attempt } from "../executor.contract.ts";

const workerFile = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

interface Worker extends AsyncDisposable {
  process: ChildProcess;
  /** Waits for `name=id` in its output. */
  pid: (name: string) => Promise<number>;
  /** Waits for its end; all that it printed. */
  output: () => Promise<string>;
}

function startWorker(ttlMs: number, ...scripts: string[]): Worker {
  const directory = temporaryDirectory();
  const child = spawn(process.execPath, [workerFile, directory.path, String(ttlMs), ...scripts], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let text = "";
  child.stdout.on("data", (bytes) => {
    text = (text + bytes).slice(-100_000);
  });
  const closed = once(child, "close");
  return {
    process: child,
    pid: async (name) => {
      const pattern = new RegExp(`\\b${name}=(\\d+)`);
      await eventually(`the worker printed ${name}`, () => pattern.test(text));
      return Number(pattern.exec(text)?.[1]);
    },
    output: async () => {
      await closed;
      return text;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await closed;
      // The supervisor still removes what it ran, and its pipes, a moment longer.
      await eventually("the directory could be removed", async () => {
        try {
          await directory[Symbol.asyncDispose]();
          return true;
        } catch {
          return false;
        }
      });
    },
  };
}

const family = "trap '' TERM; sh -c 'echo child=$$; sleep 600' & echo main=$$; wait";

describe("when the worker is gone or silent", () => {
  test("kill -9 of the worker ends its commands and the supervisor within a second", async () => {
    await using worker = startWorker(10_000, family);
    const pids = await Promise.all(["supervisor", "main", "child"].map(worker.pid));
    worker.process.kill("SIGKILL");
    const took = await eventually("all are gone", () => !pids.some(isRunning));
    expect(took).toBeLessThan(1_000);
  });

  test("signals to the worker's group don't reach the supervisor", async () => {
    await using worker = startWorker(10_000, "echo main=$$; sleep 0.3; echo still here");
    const [main, supervisor] = await Promise.all(["main", "supervisor"].map(worker.pid));
    process.kill(-(worker.process.pid as number), "SIGWINCH");
    process.kill(-(worker.process.pid as number), "SIGSTOP");
    expect([main, supervisor].map((pid) => isRunning(pid as number))).toEqual([true, true]);
    process.kill(-(worker.process.pid as number), "SIGCONT");
    expect(await worker.output()).toContain("still here");
  });

  test("a stopped worker loses its commands after half the TTL, also in the middle of output", async () => {
    const ttlMs = 2_000;
    await using worker = startWorker(ttlMs, family, "echo flood=$$; while :; do echo line; done");
    const pids = await Promise.all(["supervisor", "main", "child", "flood"].map(worker.pid));
    worker.process.kill("SIGSTOP");
    const took = await eventually("all are gone", () => !pids.some(isRunning), ttlMs * 2);
    expect(took).toBeGreaterThan(ttlMs / 4);
    expect(took).toBeLessThan(ttlMs * 0.8);
    // Awake again it finds out, and answers for both.
    worker.process.kill("SIGCONT");
    const endings = (await worker.output()).match(/"ending":"error"/g);
    expect(endings).toHaveLength(2);
  });

  test("a worker that beats keeps its commands for longer than the TTL", async () => {
    await using worker = startWorker(300, "echo main=$$; sleep 1; echo finished");
    expect(await worker.output()).toContain("finished");
  });
});

describe("when the supervisor dies", () => {
  test("its commands are killed and errors, and the next has a new supervisor", async () => {
    await using it = await ownCommandExecutor();
    const one = attempt(it.executor, script(family));
    await one.printed("child=");
    const first = it.executor.supervisorPid as number;
    process.kill(first, "SIGKILL");
    expect(await one.result).toMatchObject({
      ending: "error",
      message: expect.stringContaining("supervisor"),
      lost: true,
    });
    const child = Number(/child=(\d+)/.exec(one.output().toString())?.[1]);
    expect(isRunning(child)).toBe(false);
    expect((await attempt(it.executor, script("true")).result).exitCode).toBe(0);
    expect(it.executor.supervisorPid).not.toBe(first);
  });

  test("one that can't be started is an error of the attempt, not the end of the worker", async () => {
    await using it = await ownCommandExecutor();
    const node = process.execPath;
    process.execPath = "/nonexistent/node";
    try {
      const result = await attempt(it.executor, script("true")).result;
      expect(result).toMatchObject({
        ending: "error",
        message: "The supervisor of commands could not be started.",
      });
      // It would be tried again and again.
      expect(result.lost).toBeUndefined();
    } finally {
      process.execPath = node;
    }
    expect((await attempt(it.executor, script("true")).result).exitCode).toBe(0);
  });

  test("close ends it", async () => {
    await using it = await ownCommandExecutor();
    await attempt(it.executor, script("true")).result;
    const pid = it.executor.supervisorPid as number;
    await it.executor.close();
    await eventually("the supervisor is gone", () => !isRunning(pid), 2_000);
  });
});
