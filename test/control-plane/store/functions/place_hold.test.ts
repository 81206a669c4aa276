// Holds on real SQL: what does not start while they last, and that all of it starts once they are over.

import { expect, test } from "vitest";
import { mark } from "#engine/mark.ts";
import { rerunRun } from "#engine/rerun.ts";
import { endHolds } from "#store/holds.sql.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, finish, perform, queued, runRow, start } from "#test/support/engine.ts";
import { declared, Gated, gates, takes } from "#test/support/gated.ts";
import { hold, release } from "#test/support/holding.ts";

const chain = pipeline("chain", [task("a"), task("b", { needs: [0] }), task("c", { needs: [1] })]);

test("a paused pipeline starts no run and no task; its due times wait, and all start with the end of the pause", async () => {
  await using at = await Gated.of(chain);
  const running = await at.run("chain");
  const claim = await start(at.pool, at.worker, running, 0);
  const ready = await at.run("chain", day(2));
  await hold(at.pool, { pipeline: at.id("chain") });
  expect(await at.states(ready)).toEqual(["waiting", "waiting", "waiting"]);
  const due = await at.run("chain", day(3));
  await at.settle();
  expect((await runRow(at.pool, due)).state).toBe("waiting");
  // What runs goes on; what follows it does not.
  if (claim)
    expect(await finish(at.pool, at.worker, claim, "succeeded", { inline: true })).toEqual([]);
  expect(await at.states(running)).toEqual(["succeeded", "waiting", "waiting"]);

  expect(await release(at.pool, { pipeline: at.id("chain") })).toBe(true);
  expect(await at.states(running)).toEqual(["succeeded", "ready", "waiting"]);
  expect(await at.states(ready)).toEqual(["ready", "waiting", "waiting"]);
  expect(await at.states(due)).toEqual(["ready", "waiting", "waiting"]);
  expect((await runRow(at.pool, due)).state).toBe("running");
  expect(await release(at.pool, { pipeline: at.id("chain") })).toBe(false);
});

test("a queue entry that was delivered too late is no claim; the task waits again and is enqueued anew", async () => {
  await using at = await Gated.of(chain);
  const run = await at.run("chain");
  // As if the hold had come between the end of what makes the task ready and the look at holds.
  await at.pool.query(
    "insert into trunkline.hold (run_id, mode, actor) values ($1, 'hold', 'ada')",
    [run],
  );
  expect(await start(at.pool, at.worker, run, 0)).toBeNull();
  expect(await at.states(run)).toEqual(["waiting", "waiting", "waiting"]);
  await at.pool.query("delete from graphile_worker._private_jobs");
  await release(at.pool, { run });
  expect(await at.states(run)).toEqual(["ready", "waiting", "waiting"]);
  expect(await queued(at.pool)).toEqual([{ run, idx: 0 }]);
  expect(await start(at.pool, at.worker, run, 0)).toMatchObject({ attempt: 1 });
});

test("a run with a limit that is held takes no place from the others", async () => {
  const limited = pipeline("limited", [task("a")], { concurrency: { runs: 1, whenBusy: "queue" } });
  await using at = await Gated.of(limited);
  const [first, second, third] = [
    await at.run("limited"),
    await at.run("limited", day(2)),
    await at.run("limited", day(3)),
  ];
  await hold(at.pool, { run: second });
  await at.finish(first);
  await at.settle();
  expect((await runRow(at.pool, second)).state).toBe("waiting");
  expect((await runRow(at.pool, third)).state).toBe("running");
  await release(at.pool, { run: second });
  await at.settle();
  expect((await runRow(at.pool, second)).state).toBe("waiting");
  await at.finish(third);
  expect((await runRow(at.pool, second)).state).toBe("running");
});

test("a task that is held blocks its followers, and at the end of the hold starts if its gates hold", async () => {
  await using at = await Gated.of(
    pipeline("p", [task("a"), task("b", { needs: [0], gates: gates({ event: "GO" }) })]),
  );
  await hold(at.pool, { pipeline: at.id("p"), task: "b" });
  const run = await at.run("p");
  await at.finish(run);
  await at.effect({ emit: "GO", date: "2026-01-01" });
  expect(await at.states(run)).toEqual(["succeeded", "waiting"]);
  await at.effect({ clear: "GO", date: null });
  await release(at.pool, { pipeline: at.id("p"), task: "b" });
  expect(await at.states(run)).toEqual(["succeeded", "waiting"]);
  await at.effect({ emit: "GO", date: "2026-01-01" });
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
});

test("what is on ice is passed over without a worker, and everybody sees it as succeeded", async () => {
  await using at = await Gated.of(
    chain,
    pipeline("other", [task("x", { gates: gates({ pipeline: "chain", task: "b" }) })]),
  );
  await hold(at.pool, { pipeline: at.id("chain"), task: "b" }, "ice");
  const run = await at.run("chain");
  const other = await at.run("other");
  await at.finish(run);
  expect(await at.states(run)).toEqual(["succeeded", "skipped", "ready"]);
  expect(await at.states(other)).toEqual(["ready"]);
  await at.finish(run, 2);
  expect((await runRow(at.pool, run)).state).toBe("succeeded");
});

test("ready tasks are passed over when they are put on ice, gated ones at once", async () => {
  await using at = await Gated.of(
    pipeline("p", [
      task("a"),
      task("b", { gates: gates({ event: "NEVER" }) }),
      task("c", { needs: [0, 1] }),
    ]),
  );
  const run = await at.run("p");
  await at.settle();
  await hold(at.pool, { run, task: "a" }, "ice");
  await hold(at.pool, { run, task: "b" }, "ice");
  expect(await at.states(run)).toEqual(["skipped", "skipped", "ready"]);
});

test("noexec claims to succeed; the mode of the last hold on the same thing counts, of several the strictest", async () => {
  await using at = await Gated.of(pipeline("p", [task("a"), task("b")]));
  const run = await at.run("p");
  await hold(at.pool, { run, task: "a" }, "hold");
  await hold(at.pool, { run, task: "a" }, "noexec");
  expect(await at.states(run)).toEqual(["ready", "ready"]);
  const { rows } = await at.pool.query(
    "select * from trunkline.start_tasks($1, $2, $3) order by idx",
    [[run, run], [0, 1], at.worker],
  );
  expect(rows).toMatchObject([
    { idx: 0, attempt: 1, noexec: true },
    { idx: 1, attempt: 1, noexec: false },
  ]);
  const second = await at.run("p", day(2));
  await hold(at.pool, { run: second, task: "a" }, "noexec");
  await hold(at.pool, { pipeline: at.id("p") }, "hold");
  expect(await at.states(second)).toEqual(["waiting", "waiting"]);
});

test("an instance of a matrix can be held alone", async () => {
  const instance = (region: string) =>
    task(`load[${region}]`, { group: "load", matrix: { region } });
  await using at = await Gated.of(pipeline("p", [instance("eu"), instance("us")]));
  const run = await at.run("p");
  await hold(at.pool, { run, task: "load[us]" });
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
  await hold(at.pool, { run, task: "load" });
  expect(await at.states(run)).toEqual(["waiting", "waiting"]);
});

test("a hold with an end ends by itself, on record; of a run that is over it goes", async () => {
  await using at = await Gated.of(pipeline("p", [task("a")]));
  const run = await at.run("p");
  await hold(at.pool, { run }, "hold", new Date(Date.now() + 3_600_000));
  expect(await at.states(run)).toEqual(["waiting"]);
  expect((await endHolds(at.pool))?.ended).toBe(0);
  await at.pool.query("update trunkline.hold set until = now() - interval '1 s'");
  expect((await endHolds(at.pool))?.ended).toBe(1);
  expect(await at.states(run)).toEqual(["ready"]);
  const { rows } = await at.pool.query(
    "select act, subject, detail from trunkline.audit order by id desc limit 1",
  );
  expect(rows).toMatchObject([{ act: "release", subject: run, detail: { expired: true } }]);

  await hold(at.pool, { run });
  await hold(at.pool, { run, task: "a" });
  await at.pool.query("select trunkline.cancel_run($1, 'no')", [run]);
  await endHolds(at.pool);
  expect((await at.pool.query("select * from trunkline.hold")).rows).toEqual([]);
});

test("an attempt that was lost, and a retry whose delay is over, wait behind the hold as well", async () => {
  await using at = await Gated.of(pipeline("p", [task("a")]));
  const run = await at.run("p");
  const claim = await start(at.pool, at.worker, run, 0);
  await hold(at.pool, { pipeline: at.id("p") });
  await at.pool.query("update trunkline.worker set beat = '2000-01-01'");
  await at.pool.query("select trunkline.reap_workers(1000, 1000, 3)");
  await at.pool.query("select trunkline.reap_workers(1000, 1000, 3)");
  expect(claim?.attempt).toBe(1);
  expect(await at.states(run)).toEqual(["waiting"]);
  await release(at.pool, { pipeline: at.id("p") });
  expect(await at.states(run)).toEqual(["ready"]);
});

test("a hold that comes while a claim is on its way waits for it", async () => {
  await using at = await Gated.of(pipeline("p", [task("a"), task("b")]));
  const run = await at.run("p");
  const claimer = await at.pool.connect();
  await claimer.query("begin");
  await start(claimer, at.worker, run, 0);
  let placed = false;
  const placing = hold(at.pool, { run }).then(() => {
    placed = true;
  });
  const { rows } = await at.pool.query("select 1");
  expect([rows.length, placed]).toEqual([1, false]);
  await claimer.query("commit");
  claimer.release();
  await placing;
  expect(await at.states(run)).toEqual(["running", "waiting"]);
});

test("a run that a hold and its own condition keep starts when both are over", async () => {
  await using at = await Gated.of(
    pipeline("p", [task("a")], { awaits: gates({ event: "GO", date: "static" }).awaits }),
  );
  await hold(at.pool, { pipeline: at.id("p") });
  const run = (await createRun(at.pool, at.id("p"))) as string;
  await at.effect({ emit: "GO", date: "static" });
  await at.settle();
  expect((await runRow(at.pool, run)).state).toBe("waiting");
  await release(at.pool, { pipeline: at.id("p") });
  await at.settle();
  expect((await runRow(at.pool, run)).state).toBe("running");
  await perform(at.pool, at.worker, run, 0);
});

test("a rerun from what failed leaves out what was on ice, and what follows it can start", async () => {
  await using at = await Gated.of(chain);
  const run = await at.run("chain");
  await hold(at.pool, { run, task: "b" }, "ice");
  await at.finish(run);
  await at.settle();
  await at.finish(run, 2, "failed");
  const made = await transaction(at.pool, (db) =>
    rerunRun(db, {
      id: run,
      scope: { kind: "failed" },
      latest: false,
      actor: "ada",
      reason: null,
    }),
  );
  if (made.kind !== "made") throw new Error(made.kind);
  expect(await at.states(made.id)).toEqual(["succeeded", "succeeded", "ready"]);
  await at.finish(made.id, 2);
  expect((await runRow(at.pool, made.id)).state).toBe("succeeded");
});

test("a mark of something else leaves what was on ice as it is, and what follows it goes on", async () => {
  await using at = await Gated.of(
    pipeline("p", [task("a"), task("b"), task("c", { needs: [0, 1] })]),
  );
  const run = await at.run("p");
  await hold(at.pool, { run, task: "b" }, "ice");
  await at.finish(run, 0, "failed");
  expect(await at.states(run)).toEqual(["failed", "skipped", "skipped"]);
  const again = await at.run("p", day(2));
  await hold(at.pool, { run: again, task: "b" }, "ice");
  expect(await at.states(again)).toEqual(["ready", "skipped", "waiting"]);
  await transaction(at.pool, (db) =>
    mark(db, { id: again, task: "a", state: "succeeded", actor: "ada", reason: "done by hand" }),
  );
  expect(await at.states(again)).toEqual(["succeeded", "skipped", "ready"]);
});

test("a task that is held returns its units: another takes them, and it queues again when it is released", async () => {
  const taking = (name: string) => pipeline(name, [task("a", { gates: takes("warehouse") })]);
  const pools = [declared("warehouse", { units: 1 })];
  await using at = await Gated.withPools(pools, taking("p"), taking("q"));
  const first = await at.run("p");
  expect(await at.states(first)).toEqual(["ready"]);
  const second = await at.run("q");
  expect(await at.states(second)).toEqual(["waiting"]);
  await hold(at.pool, { run: first });
  expect([await at.states(first), await at.states(second)]).toEqual([["waiting"], ["ready"]]);
  await release(at.pool, { run: first });
  expect(await at.states(first)).toEqual(["waiting"]);
  await at.finish(second);
  expect(await at.states(first)).toEqual(["ready"]);
});

test("what comes after the tasks is held and passed over as they are", async () => {
  await using at = await Gated.of(
    pipeline("p", [task("a"), task("f", { phase: "finally" }), task("g", { phase: "finally" })]),
  );
  const run = await at.run("p");
  await hold(at.pool, { run, task: "f" });
  await hold(at.pool, { run, task: "g" }, "ice");
  await at.finish(run);
  expect(await at.states(run)).toEqual(["succeeded", "waiting", "skipped"]);
  await release(at.pool, { run, task: "f" });
  expect(await at.states(run)).toEqual(["succeeded", "ready", "skipped"]);
  await at.finish(run, 1);
  expect((await runRow(at.pool, run)).state).toBe("succeeded");
});

test("what was not executed is not undone", async () => {
  const undo = (need: number) => task(`undo ${need}`, { phase: "undo", needs: [need] });
  await using at = await Gated.of(
    pipeline("p", [task("a"), task("b"), task("c", { needs: [0, 1] }), undo(0), undo(1)], {
      undoWhen: ["failed"],
    }),
  );
  const run = await at.run("p");
  await at.finish(run, 0);
  const claim = await start(at.pool, at.worker, run, 1);
  if (claim) await finish(at.pool, at.worker, claim, "succeeded", { detail: { ending: "noexec" } });
  await at.finish(run, 2, "failed");
  expect(await at.states(run)).toEqual(["succeeded", "succeeded", "failed", "ready"]);
  await at.finish(run, 3);
  expect(await at.states(run)).toEqual(["succeeded", "succeeded", "failed", "succeeded"]);
  expect((await runRow(at.pool, run)).state).toBe("failed");
});
