import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, type TestContext, test } from "vitest";
import {
  emptyStateDirectory,
  queryOnce,
  type StateDirectory,
} from "#test/support/embedded-postgres.ts";

/** A state directory on a disk of its own; skips the test, saying why, where we may not mount one. */
function smallDisk(context: TestContext, size: string): StateDirectory {
  const state = emptyStateDirectory();
  mkdirSync(state.stateDir);
  const options = `size=${size},mode=711`;
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", state.stateDir], {
    encoding: "utf8",
  });
  if (mount.status !== 0) {
    rmSync(path.dirname(state.stateDir), { recursive: true });
    context.skip(`can't mount a small disk: ${mount.error?.message ?? mount.stderr.trim()}`);
  }
  const end = state[Symbol.asyncDispose];
  const unmount = () => execFileSync("umount", ["--lazy", state.stateDir]);
  return Object.assign(state, {
    async [Symbol.asyncDispose]() {
      await Promise.resolve(end()).catch(() => {}); // the folder of the mount can't be removed yet
      unmount();
      rmSync(path.dirname(state.stateDir), { recursive: true });
    },
  });
}

/** Takes all the space that is left. */
function fill(state: StateDirectory): string {
  const file = path.join(state.stateDir, "filler");
  spawnSync("dd", ["if=/dev/zero", `of=${file}`, "bs=4k"]);
  return file;
}

test("a disk too small for a database is named with its free space", async (context) => {
  await using state = smallDisk(context, "20m");
  await expect(state.ensure()).rejects.toMatchObject({
    message: expect.stringContaining("initdb could not make"),
    help: expect.stringMatching(/is full \(\d+ MB free; a new database needs 100 MB\)/),
  });
  expect(existsSync(`${state.dataDir}.new`)).toBe(false);
});

test("a disk that is full before anything can be written is named", async (context) => {
  await using state = smallDisk(context, "1m");
  fill(state);
  await expect(state.ensure()).rejects.toMatchObject({
    name: "StoreError",
    help: expect.stringContaining("disk is full"),
  });
});

test("a disk that fills up costs no committed row, and a running server is still adopted", async (context) => {
  await using state = smallDisk(context, "110m");
  const server = await state.ensure();
  await queryOnce(
    server.connectionString,
    "create table kept as select generate_series(1, 1000) as n",
  );
  const filler = fill(state);
  expect((await state.ensure()).mode).toBe("adopted");
  const grow = "insert into kept select generate_series(1, 1000000)";
  await expect(queryOnce(server.connectionString, grow)).rejects.toThrow();
  rmSync(filler);
  const again = await state.ensure();
  expect(await queryOnce(again.connectionString, "select count(*) as n from kept")).toEqual([
    { n: "1000" },
  ]);
});

test("a server that can't start on a full disk says so, and starts when there is room", async (context) => {
  await using state = smallDisk(context, "110m");
  await (await state.ensure()).stop();
  const filler = fill(state);
  await expect(state.ensure()).rejects.toMatchObject({ help: expect.stringContaining("disk") });
  rmSync(filler);
  expect((await state.ensure()).mode).toBe("started");
});
