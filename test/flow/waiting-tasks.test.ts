// Tasks that only wait leave their slots to others: `uses: file` says so of itself, through a real worker.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FileAction } from "#core/action.ts";
import { createFileExecutor } from "#executors/file.ts";
import { freeSlots } from "#store/pools.sql.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { task } from "#test/support/deploy.ts";
import { taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { heldExecutor } from "#test/support/held-executor.ts";
import { engineOf, held } from "#test/support/one-worker.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const waits = 30;

/** Thirty tasks that wait for a file each, and a command behind each of two; one slot. */
async function waiting() {
  const stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryDirectory());
  const folder = join(path, "in");
  mkdirSync(folder);
  const action = (name: string): FileAction => ({
    ...{ kind: "file", connectionName: null, connection: null, path: folder, files: [name] },
    ...{ on: "exists", count: 1, all: false, everyMs: 100, stableMs: 0 },
    ...{ minBytes: 0, minAgeMs: 0, maxAgeMs: null, marker: null },
  });
  const commands = heldExecutor();
  const files = createFileExecutor({ localFiles: [{ folder: path, isWritable: false }] });
  stack.defer(() => files.close());
  const at = await engineOf(
    [
      ...Array.from({ length: waits }, (_, n) => task(`wait${n}`, { action: action(`${n}`) })),
      held("after0", { needs: [0] }),
      held("after1", { needs: [1] }),
      held("work"),
    ],
    { slots: 1, executors: [commands, files] },
  );
  stack.use(at);
  const states = async () => taskStates(at.pool, at.run);
  return {
    ...{ ...at, commands, states },
    put: (name: string) => writeFileSync(join(folder, name), "content"),
    wait: () =>
      eventually("all wait, and one works", async () => {
        const running = (await states()).filter((state) => state === "running");
        return running.length === waits + 1;
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("thirty tasks wait for files beside the only slot, which works; what comes after them takes it in turn", async () => {
  await using it = await waiting();
  await it.wait();
  const work = await it.commands.attempt("work");
  for (let n = 0; n < waits; n++) it.put(`${n}`);
  await eventually("the waits are over", async () =>
    (await it.states()).slice(0, waits).every((state) => state === "succeeded"),
  );
  // What they made ready waits for the slot, and doesn't run beside it.
  expect((await it.states()).slice(waits)).toEqual(["ready", "ready", "running"]);
  work.end();
  for (let n = 1; n <= 2; n++) {
    await eventually("the next one runs", () => it.commands.begun.length > n);
    expect(it.commands.running()).toBe(1);
    it.commands.begun[n]?.end();
  }
  expect(await it.finished()).toBe("succeeded");
});

test("pools see the slots of those that wait as free", async () => {
  await using it = await waiting();
  await it.wait();
  const free = async () => (await freeSlots(it.pool, { routes: [0] }))[0]?.free;
  expect(await free()).toBe(0);
  (await it.commands.attempt("work")).end();
  await eventually("the slot is free", async () => (await free()) === 1);
  expect((await it.states()).filter((state) => state === "running")).toHaveLength(waits);
});

test("cancelled, those that wait end", async () => {
  await using it = await waiting();
  await it.wait();
  await cancelRun(it.pool, { id: it.run, reason: "test" });
  expect(await it.finished()).toBe("cancelled");
});

test("a drained worker has no task left that waits", async () => {
  await using it = await waiting();
  await it.wait();
  const stopped = it.engine.stop();
  (await it.commands.attempt("work")).end();
  for (let n = 0; n < waits; n++) it.put(`${n}`);
  await stopped;
  expect((await it.states()).slice(0, waits).every((state) => state === "succeeded")).toBe(true);
});
