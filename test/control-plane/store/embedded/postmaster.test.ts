import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { expect, test } from "vitest";
import { isPostmasterOf, readPidFile } from "#store/embedded/postmaster.ts";
import { eventually } from "#test/support/eventually.ts";

test("only the process that was started for exactly this folder counts", () => {
  expect(isPostmasterOf(import.meta.dirname, process.pid)).toBe(false);
  expect(isPostmasterOf("/data", 2 ** 22 - 7)).toBe(false);
  expect(readPidFile(import.meta.dirname)).toBeUndefined();
});

test("a zombie counts as dead", async () => {
  // The inner shell ends at its end of input; the outer one became `sleep`, which never collects it.
  const script = 'sh -c "read -r line; exit" postgres -D /data/one <&3 & echo $!; exec sleep 60';
  const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit", "pipe"] });
  try {
    const pid = Number(await new Promise((resolve) => parent.stdout?.once("data", resolve)));
    await eventually("the inner shell runs", () => isPostmasterOf("/data/one", pid));
    expect(isPostmasterOf("/data", pid)).toBe(false);
    // As long as it is a shell it would collect the inner one.
    const name = () => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim();
    await eventually("the outer shell became sleep", () => name() === "sleep");
    (parent.stdio[3] as Writable).end();
    await eventually("it ended", () => !isPostmasterOf("/data/one", pid));
    expect(process.kill(pid, 0)).toBe(true);
  } finally {
    parent.kill("SIGKILL");
  }
});
