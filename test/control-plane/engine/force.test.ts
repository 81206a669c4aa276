// Gates opened by force on real SQL: only those that are named, in this run only.

import { expect, test } from "vitest";
import { ignoredOf } from "#core/override/ignore.ts";
import { type ForceRequest, force } from "#engine/force.ts";
import { transaction } from "#store/transaction.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, retry, start } from "#test/support/engine.ts";
import { declared, Gated, gates, takes } from "#test/support/gated.ts";
import { hold } from "#test/support/holding.ts";
import { repeat } from "#test/support/repeating.ts";

const forceIn = (at: Gated, id: string, task: string | null, ...texts: string[]) => {
  const request: ForceRequest = {
    ...{ id, task, ignored: ignoredOf(texts), actor: "ada" },
    ...{ reason: "file is here", rule: "test" },
  };
  return transaction(at.pool, (db) => force(db, request));
};
/** A business date of which no time has come yet. */
const far = new Date("2200-01-01T05:00:00Z");

test("time and a condition, one after the other; the next run waits as ever", async () => {
  const waits = gates({ all: [{ event: "A" }, { event: "B" }] }, { notBefore: "22:00" });
  await using at = await Gated.of(pipeline("p", [task("a", { gates: waits })]));
  const run = await at.run("p", far);
  expect(await at.states(run)).toEqual(["waiting"]);
  expect(await forceIn(at, run, "a", "time")).toEqual({ kind: "forced", tasks: ["a"] });
  expect(await at.states(run)).toEqual(["waiting"]);
  expect((await at.gates(run)).map(({ text }) => text.slice(0, 7))).toEqual(["event A", "event B"]);
  await forceIn(at, run, "a", "condition:A");
  expect(await at.states(run)).toEqual(["waiting"]);
  await at.effect({ emit: "B", date: "2200-01-01" });
  expect(await at.states(run)).toEqual(["ready"]);
  const next = await at.run("p", new Date("2200-01-02T05:00:00Z"));
  expect(await at.states(next)).toEqual(["waiting"]);
  const { rows } = await at.pool.query(
    "select act, subject, detail from trunkline.audit where act = 'force'",
  );
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    subject: run,
    detail: { tasks: ["a"], ignore: ["time"], reason: "file is here", rule: "test" },
  });
});

test("it may be said before the needs have ended, and needs stay needs", async () => {
  await using at = await Gated.of(
    pipeline("p", [task("a"), task("b", { needs: [0], gates: gates({ event: "E" }) })]),
  );
  const run = await at.run("p");
  expect((await forceIn(at, run, "b", "condition")).kind).toBe("forced");
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
  await at.finish(run, 0);
  expect(await at.states(run)).toEqual(["succeeded", "ready"]);
});

test("a pool that is ignored is neither waited for nor taken from, and the others are", async () => {
  await using at = await Gated.withPools(
    [declared("w"), declared("r")],
    pipeline("p", [
      task("a", { gates: takes("w") }),
      task("b", {
        gates: gates(null, {
          takes: [
            { pool: "r", amount: 1, keepOnFailure: false },
            { pool: "w", amount: 1, keepOnFailure: false },
          ],
        }),
      }),
    ]),
  );
  const run = await at.run("p");
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
  await forceIn(at, run, "b", "pool:w");
  expect(await at.states(run)).toEqual(["ready", "ready"]);
  const { rows } = await at.pool.query(
    "select p.name, h.idx from trunkline.pool_hold h join trunkline.pool p on p.id = h.pool_id order by 1",
  );
  expect(rows).toEqual([
    { name: "r", idx: 1 },
    { name: "w", idx: 0 },
  ]);
  await at.finish(run, 1);
  await at.finish(run, 0);
  expect(await at.states(run)).toEqual(["succeeded", "succeeded"]);
});

test("a pool is ignored for all that a task with `forEach` becomes", async () => {
  const load = task("load", { forEach: "[1, 2]", gates: takes("w") });
  await using at = await Gated.withPools([declared("w")], pipeline("p", [load]));
  const run = await at.run("p");
  expect(await at.states(run)).toEqual(["running", "ready", "waiting"]);
  expect(await forceIn(at, run, "load", "pool:w")).toEqual({ kind: "forced", tasks: ["load[1]"] });
  expect(await at.states(run)).toEqual(["running", "ready", "ready"]);
});

test("a retry comes at once", async () => {
  await using at = await Gated.of(pipeline("p", [task("a")]));
  const run = await at.run("p");
  const claim = await start(at.pool, at.worker, run, 0);
  await retry(at.pool, { run, idx: 0, attempt: claim?.attempt ?? 0 }, 3_600_000);
  expect((await forceIn(at, run, "a", "retry")).kind).toBe("forced");
  const { rows } = await at.pool.query("select until <= now() as due from trunkline.gate");
  expect(rows).toEqual([{ due: true }]);
});

test("the next iteration comes at once, those after it at their times", async () => {
  const beat = { times: ["05:00", "06:00"], toleranceMs: 60_000 };
  await using at = await Gated.of(pipeline("p", [task("a", { repeat: repeat({}, beat) })]));
  const run = await at.run("p", far);
  expect(await at.states(run)).toEqual(["waiting"]);
  await forceIn(at, run, "a", "time");
  expect(await at.states(run)).toEqual(["ready"]);
});

test("a hold is ignored only by name, and one that comes later counts", async () => {
  await using at = await Gated.of(pipeline("p", [task("a", { gates: gates({ event: "E" }) })]));
  const run = await at.run("p");
  await hold(at.pool, { run, task: "a" });
  await forceIn(at, run, "a", "condition");
  expect(await at.states(run)).toEqual(["waiting"]);
  await forceIn(at, run, "a", "hold");
  expect(await at.states(run)).toEqual(["ready"]);
  await hold(at.pool, { run, task: "a" });
  expect(await at.states(run)).toEqual(["waiting"]);
});

test("the pause of a run is that of its tasks: all of them go on, but for a hold of their own and a later pause", async () => {
  await using at = await Gated.of(
    pipeline("p", [task("a"), task("b", { needs: [0] }), task("c", { needs: [0] })]),
  );
  const { rows } = await at.pool.query("select id from trunkline.pipeline");
  const paused = { pipeline: rows[0].id };
  await hold(at.pool, paused);
  await hold(at.pool, { ...paused, task: "c" });
  const run = await at.run("p");
  expect(await at.states(run)).toEqual(["waiting", "waiting", "waiting"]);
  expect(await forceIn(at, run, null, "hold")).toEqual({ kind: "forced", tasks: [] });
  expect(await at.states(run)).toEqual(["ready", "waiting", "waiting"]);
  await at.finish(run, 0);
  expect(await at.states(run)).toEqual(["succeeded", "ready", "waiting"]);
  await hold(at.pool, paused);
  expect(await at.states(run)).toEqual(["succeeded", "waiting", "waiting"]);
  // The run goes on by now, and is held all the same.
  expect((await forceIn(at, run, null, "hold")).kind).toBe("forced");
  expect(await at.states(run)).toEqual(["succeeded", "ready", "waiting"]);
  expect(await forceIn(at, run, null, "condition")).toMatchObject({ kind: "beyond" });
});

test("a run that has not started: its pipeline's condition, and a blackout", async () => {
  const awaits = gates({ event: "E" }).awaits;
  await using at = await Gated.of(
    pipeline("p", [task("a")], { awaits }),
    pipeline("q", [task("a")]),
  );
  const p = await at.run("p");
  await forceIn(at, p, null, "condition:E");
  expect(await at.states(p)).toEqual(["ready"]);
  await at.pool.query(
    "insert into trunkline.blackout (pipeline, from_at, to_at, mode, actor) values ('q', now(), now() + interval '1 hour', 'later', 'ada')",
  );
  const q = await at.run("q", day(2));
  expect(await at.states(q)).toEqual(["waiting"]);
  expect((await forceIn(at, q, null, "condition")).kind).toBe("notAwaited");
  await forceIn(at, q, null, "blackout");
  expect(await at.states(q)).toEqual(["ready"]);
});

test("what starts already, has ended or isn't there is refused", async () => {
  await using at = await Gated.of(pipeline("p", [task("a"), task("b", { needs: [0] })]));
  const run = await at.run("p");
  expect(await forceIn(at, run, "a", "time")).toMatchObject({ kind: "beyond" });
  expect(await forceIn(at, run, "c", "time")).toEqual({ kind: "unknownTask", known: ["a", "b"] });
  expect(await forceIn(at, run, "b", "time")).toMatchObject({ kind: "notAwaited" });
  expect(await forceIn(at, "999", "a", "time")).toEqual({ kind: "noRun" });
  expect((await at.pool.query("select from trunkline.override")).rowCount).toBe(0);
});
