import { expect, test } from "vitest";
import { Claims, type Completion } from "#engine/claims.ts";
import { Held } from "#engine/held.ts";
import { task } from "#test/support/deploy.ts";
import { day, newRun, start, taskStates } from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

test("the end of a task is recorded while that of another run's has to wait for a lock", async () => {
  await using at = await oneRun([task("a")], { concurrency: { runs: 2, whenBusy: "queue" } });
  const other = await newRun(at.pool, at.pipeline, day(2));
  expect(Number(other) - Number(at.run)).toBe(1);
  const claims = new Claims({
    ...{ pool: at.pool, worker: at.worker, held: new Held(), ended: new AbortController().signal },
    mayContinueInline: () => false,
    onDraining() {},
    adopt() {},
  });
  const succeeded = async (run: string): Promise<Completion> => {
    const claim = await start(at.pool, at.worker, run, 0);
    if (!claim) throw new Error("not claimed");
    return { ...claim, state: "succeeded", detail: null };
  };
  const [first, second] = [await succeeded(at.run), await succeeded(other)];
  const lock = await at.pool.connect();
  await lock.query("begin");
  await lock.query("select from trunkline.run where id = $1 for update", [at.run]);
  const held = claims.complete(first);
  await claims.complete(second);
  expect(await taskStates(at.pool, other)).toEqual(["succeeded"]);
  expect(await taskStates(at.pool, at.run)).toEqual(["running"]);
  await lock.query("commit");
  lock.release();
  await held;
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded"]);
});
