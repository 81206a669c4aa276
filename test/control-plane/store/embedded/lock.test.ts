import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { lockFile } from "#store/embedded/lock.ts";

test("one holder at a time, and a killed holder holds nothing", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "trunkline-lock-"));
  const file = path.join(folder, "lock");
  try {
    const script = `import { lockFile } from "#store/embedded/lock.ts";
      globalThis.lock = await lockFile(process.argv[1]);
      console.log("held");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    let taken = false;
    const waiting = lockFile(file).then((lock) => {
      taken = true;
      return lock;
    });
    // The waiter asks every 20 ms; a round trip through the other process's pipe is not needed to see that it waits.
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    child.kill("SIGKILL");
    using _lock = await waiting;
    expect(taken).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
