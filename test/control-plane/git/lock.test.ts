// The mirror's lock between processes: it holds, and it is free once its holder is dead, however it died.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withLock } from "#git/lock.ts";
import { temporaryFolder } from "#test/support/repository.ts";
import { expectGitError } from "./source.contract.ts";

const module = new URL("../../../control-plane/git/lock.ts", import.meta.url).href;

/** A process that takes the lock, says so, and holds it until it is killed. */
async function holder(path: string) {
  const code = `import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(path)}, 1000, () => { console.log("held"); return new Promise((r) => setTimeout(r, 60_000)); });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

it("keeps another process out, and is free when that one is killed", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lock");
  const child = await holder(path);
  await expectGitError(
    withLock(path, 100, async () => "in"),
    "timeout",
  );
  const waiting = withLock(path, 10_000, async () => "in");
  child.kill("SIGKILL");
  expect(await waiting).toBe("in");
});

it("lets one after the other in, also after a failure", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "lock");
  let inside = 0;
  const work = async (fails: boolean) => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    if (fails) throw new Error("work failed");
  };
  const results = await Promise.allSettled(
    [false, true, false, true].map((fails) => withLock(path, 10_000, () => work(fails))),
  );
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
  ]);
});
