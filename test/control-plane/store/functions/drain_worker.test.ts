import { expect, test } from "vitest";
import { transaction } from "#store/transaction.ts";
import { drainWorker } from "#store/workers.sql.ts";
import { task } from "#test/support/deploy.ts";
import { finish, newWorker, perform, start, taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { oneRun } from "#test/support/one-run.ts";

test("a worker that drains claims nothing, neither from the queue nor inline, and ends what it has", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  expect(await drainWorker(at.pool, { id: at.worker })).toEqual({ drained: true });
  if (!claim) throw new Error("no claim");
  expect(await finish(at.pool, at.worker, claim, "succeeded", { inline: true })).toEqual([]);
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "ready"]);
  await expect(start(at.pool, at.worker, at.run, 1)).rejects.toMatchObject({ code: "TL002" });
  await perform(at.pool, await newWorker(at.pool), at.run, 1);
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "succeeded"]);
});

test("a claim that is on its way comes before, and none can come after", async () => {
  await using at = await oneRun([task("a"), task("b")]);
  let drained = false;
  let draining: Promise<void> | undefined;
  await transaction(at.pool, async (db) => {
    expect(await start(db, at.worker, at.run, 0)).not.toBeNull();
    draining = drainWorker(at.pool, { id: at.worker }).then(() => {
      drained = true;
    });
    await eventually("it waits for the claim", async () => {
      const { rows } = await at.pool.query(
        "select from pg_locks where not granted and classid = 8",
      );
      return rows.length === 1;
    });
    expect(drained).toBe(false);
  });
  await draining;
  await expect(start(at.pool, at.worker, at.run, 1)).rejects.toMatchObject({ code: "TL002" });
});

test("only a living worker drains", async () => {
  await using at = await oneRun([task("a")]);
  await at.pool.query("update trunkline.worker set dead_at = now()");
  expect(await drainWorker(at.pool, { id: at.worker })).toEqual({ drained: false });
  expect(await drainWorker(at.pool, { id: 999 })).toEqual({ drained: false });
});
