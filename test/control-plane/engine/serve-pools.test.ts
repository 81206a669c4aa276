import { expect, test } from "vitest";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { lockUnits } from "#core/pools/declaration.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { servePools } from "#engine/serve-pools.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { reapWorkers } from "#store/workers.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { day, finish, markTask, retry, runAgain, start } from "#test/support/engine.ts";
import { declared, Gated, gates, takes } from "#test/support/gated.ts";

const warehouse = (units: number) => declared("warehouse", { units });
const using = (name: string, units = 1, fields: Partial<Task> = {}): Pipeline =>
  pipeline(name, [task("a", { gates: takes("warehouse", units), ...fields })]);

const stateOf = async (at: Gated, run: string): Promise<string> =>
  (await at.states(run))[0] as string;

async function holds(at: Gated): Promise<{ run: string; units: number; kept: boolean }[]> {
  const { rows } = await at.pool.query(
    "select run_id as run, units, kept from trunkline.pool_hold order by run_id, pool_id",
  );
  return rows;
}

test("tasks take units when they become ready, and the end of one lets the next start", async () => {
  await using at = await Gated.withPools([warehouse(2)], using("p"));
  const runs = [await at.run("p"), await at.run("p", day(2)), await at.run("p", day(3))];
  const states = () => Promise.all(runs.map((run) => stateOf(at, run)));
  await at.settle();
  expect(await states()).toEqual(["ready", "ready", "waiting"]);
  expect(await at.gates(runs[2] as string)).toMatchObject([
    { kind: "takes", text: "a unit of pool warehouse", holds: false },
  ]);
  await at.finish(runs[1] as string);
  await at.settle();
  expect(await states()).toEqual(["ready", "succeeded", "ready"]);
  expect(await holds(at)).toMatchObject([{ run: runs[0] }, { run: runs[2] }]);
});

test("who asks for much is not passed by those who ask for little", async () => {
  await using at = await Gated.withPools([warehouse(3)], using("small"), using("big", 3));
  const first = await at.run("small");
  await at.settle();
  const big = await at.run("big");
  await at.settle();
  const last = await at.run("small", day(2));
  await at.settle();
  expect([await stateOf(at, big), await stateOf(at, last)]).toEqual(["waiting", "waiting"]);
  await at.finish(first);
  expect([await stateOf(at, big), await stateOf(at, last)]).toEqual(["ready", "waiting"]);
  await at.finish(big);
  expect(await stateOf(at, last)).toBe("ready");
});

test("whoever leaves a queue, cancelled or by its condition, lets those behind it come", async () => {
  const awaits = gates({ not: { event: "STOP" } }).awaits;
  const takesAll = [{ pool: "warehouse", amount: 3, keepOnFailure: false }];
  const big = task("a", { gates: { ...gates(null), awaits, takes: takesAll } });
  await using at = await Gated.withPools([warehouse(3)], using("small"), pipeline("big", [big]));
  await at.run("small");
  await at.settle();
  const cancelled = await at.run("big");
  await at.settle();
  const second = await at.run("small", day(2));
  expect(await stateOf(at, second)).toBe("waiting");
  await cancelRun(at.pool, { id: cancelled, reason: "enough" });
  expect(await stateOf(at, second)).toBe("ready");
  const stopped = await at.run("big", day(3));
  await at.settle();
  const third = await at.run("small", day(4));
  expect(await stateOf(at, third)).toBe("waiting");
  await at.effect({ emit: "STOP", date: "2026-01-03" });
  expect([await stateOf(at, stopped), await stateOf(at, third)]).toEqual(["waiting", "ready"]);
});

test("a lock is one task's alone, or everybody's who shares it", async () => {
  const ledger = declared("ledger", { kind: "lock", units: lockUnits });
  const locking = (name: string, mode: "shared" | "exclusive") =>
    pipeline(name, [task("a", { gates: takes("ledger", mode) })]);
  await using at = await Gated.withPools(
    [ledger],
    locking("reader", "shared"),
    locking("writer", "exclusive"),
  );
  const readers = [await at.run("reader"), await at.run("reader", day(2))];
  await at.settle();
  const writer = await at.run("writer");
  await at.settle();
  const late = await at.run("reader", day(3));
  await at.settle();
  expect(await Promise.all(readers.map((run) => stateOf(at, run)))).toEqual(["ready", "ready"]);
  for (const run of readers) {
    expect([await stateOf(at, writer), await stateOf(at, late)]).toEqual(["waiting", "waiting"]);
    await at.finish(run);
  }
  expect([await stateOf(at, writer), await stateOf(at, late)]).toEqual(["ready", "waiting"]);
  await at.finish(writer, 0, "failed");
  expect(await stateOf(at, late)).toBe("ready");
});

test("all other gates hold in the transaction that grants: a condition that ends loses the turn", async () => {
  const both = gates({ event: "OPEN" }, { takes: takes("warehouse").takes });
  await using at = await Gated.withPools(
    [warehouse(1)],
    using("first"),
    pipeline("both", [task("a", { gates: both })]),
  );
  const first = await at.run("first");
  await at.settle();
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  const run = await at.run("both");
  await at.settle();
  const queued = async () => (await at.pool.query("select * from trunkline.pool_wait")).rowCount;
  expect(await queued()).toBe(1);
  // Gone without a word, as a change that is on its way.
  await at.pool.query("delete from trunkline.event");
  await at.finish(first);
  expect(await stateOf(at, run)).toBe("waiting");
  expect(await queued()).toBe(0);
  await at.effect({ emit: "OPEN", date: "2026-01-01" });
  expect(await stateOf(at, run)).toBe("ready");
});

test("a failed attempt gives its units back while it waits for the next", async () => {
  await using at = await Gated.withPools([warehouse(1)], using("p"));
  const [run, other] = [await at.run("p"), await at.run("p", day(2))];
  await at.settle();
  const claim = await start(at.pool, at.worker, run, 0);
  expect(claim && (await retry(at.pool, claim, 0))).toBe(true);
  expect(await stateOf(at, other)).toBe("ready");
  await at.pool.query("select trunkline.open_gates(now())");
  expect(await stateOf(at, run)).toBe("waiting");
  await at.finish(other);
  expect(await stateOf(at, run)).toBe("ready");
});

test("keepOnFailure: a failed task keeps its units over retries and until a rerun succeeds", async () => {
  const keeping = pipeline("p", [task("a", { gates: takes("warehouse", 1, true) })]);
  await using at = await Gated.withPools([warehouse(1)], keeping);
  const [run, other] = [await at.run("p"), await at.run("p", day(2))];
  await at.settle();
  const claim = await start(at.pool, at.worker, run, 0);
  expect(claim && (await retry(at.pool, claim, 0))).toBe(true);
  expect(await stateOf(at, other)).toBe("waiting");
  await at.pool.query("select trunkline.open_gates(now())");
  expect(await stateOf(at, run)).toBe("ready");
  await at.finish(run, 0, "failed");
  expect(await stateOf(at, other)).toBe("waiting");
  expect(await holds(at)).toEqual([{ run, units: 1, kept: true }]);
  const second = await runAgain(at.pool, run);
  expect(await stateOf(at, second)).toBe("ready");
  await at.finish(second, 0, "failed");
  // Another revision has the task at another place.
  await deploy(at.pool, [{ ...keeping, tasks: [task("0"), ...keeping.tasks] }]);
  const third = await runAgain(at.pool, second, undefined, true);
  expect(await stateOf(at, other)).toBe("waiting");
  expect(await at.states(third)).toEqual(["ready", "ready"]);
  await at.finish(third, 1);
  expect(await stateOf(at, other)).toBe("ready");
});

test("marked as a success, a failed task keeps nothing; marked before it starts, a task returns its units", async () => {
  const keeping = pipeline("p", [task("a", { gates: takes("warehouse", 1, true) })]);
  await using at = await Gated.withPools([warehouse(1)], keeping);
  const runs = [await at.run("p"), await at.run("p", day(2)), await at.run("p", day(3))];
  const [run, second, third] = runs as [string, string, string];
  await at.settle();
  await at.finish(run, 0, "failed");
  await markTask(at.pool, run, "a", "failed");
  expect(await stateOf(at, second)).toBe("waiting");
  await markTask(at.pool, run, "a", "succeeded");
  expect(await stateOf(at, second)).toBe("ready");
  await markTask(at.pool, second, "a", "skipped");
  expect(await stateOf(at, third)).toBe("ready");
});

test("cancelling a run returns what its tasks hold and what they keep", async () => {
  const keeping = pipeline("p", [
    task("a", { gates: takes("warehouse", 1, true) }),
    task("b", { gates: takes("warehouse") }),
  ]);
  await using at = await Gated.withPools([warehouse(2)], keeping, using("q", 2));
  const run = await at.run("p");
  await at.settle();
  const other = await at.run("q");
  await at.finish(run, 0, "failed");
  expect(await stateOf(at, other)).toBe("waiting");
  await cancelRun(at.pool, { id: run, actor: "ada", reason: null } as never);
  expect(await stateOf(at, other)).toBe("ready");
});

test("a lost worker's units come back, and its task waits for its turn again", async () => {
  await using at = await Gated.withPools([warehouse(1)], using("p"));
  const [run, other] = [await at.run("p"), await at.run("p", day(2))];
  await at.settle();
  await start(at.pool, at.worker, run, 0);
  await at.pool.query("update trunkline.worker set beat = now() - interval '1 hour'");
  await reapWorkers(at.pool, { ttlMs: 1000, graceMs: 0, maxLost: 5 });
  await at.pool.query("update trunkline.worker set dead_at = null, lost_at = null, beat = now()");
  expect(await stateOf(at, other)).toBe("ready");
  expect(await stateOf(at, run)).toBe("waiting");
});

test("a new total takes effect when it is deployed; a removed pool keeps its last one", async () => {
  await using at = await Gated.withPools([warehouse(1)], using("p"));
  const runs = [await at.run("p"), await at.run("p", day(2)), await at.run("p", day(3))];
  const states = () => Promise.all(runs.map((run) => stateOf(at, run)));
  await at.settle();
  expect(await states()).toEqual(["ready", "waiting", "waiting"]);
  await deploy(at.pool, [using("p")], [warehouse(2)]);
  await at.settle();
  expect(await states()).toEqual(["ready", "ready", "waiting"]);
  await deploy(at.pool, [using("p")], [warehouse(1)]);
  await at.finish(runs[0] as string);
  expect(await states()).toEqual(["succeeded", "ready", "waiting"]);
  await deploy(at.pool, [using("p")], []);
  await at.finish(runs[1] as string);
  expect(await states()).toEqual(["succeeded", "succeeded", "ready"]);
});

test("a global pool is one for all projects, and the smallest of their totals holds", async () => {
  const shared = (units: number) => declared("warehouse", { units, scope: "global" });
  await using at = await Gated.withPools([shared(3)], using("p"));
  const { rows: others } = await at.pool.query(
    "insert into trunkline.project (name, repository, branch) values ('other', '/x', 'main') returning id",
  );
  await at.pool.query(
    "select trunkline.declare_pools($1, '{warehouse}', '{units}', '{true}', '{1}', '{null}', '{null}', '{}')",
    [others[0].id],
  );
  const { rows } = await at.pool.query("select project_id, units from trunkline.pool");
  expect(rows).toEqual([{ project_id: null, units: 1 }]);
  await at.pool.query(
    "select trunkline.declare_pools($1, '{}', '{}', '{}', '{}', '{}', '{}', '{warehouse}')",
    [others[0].id],
  );
  expect((await at.pool.query("select units from trunkline.pool")).rows).toEqual([{ units: 3 }]);
});

test("a rate lets so many start within any length of time, and the next when the oldest is past", async () => {
  const api = declared("api", { kind: "rate", units: 2, perMs: 3_600_000 });
  const calling = pipeline("p", [task("a", { gates: takes("api") })]);
  await using at = await Gated.withPools([api], calling);
  const runs = [await at.run("p"), await at.run("p", day(2)), await at.run("p", day(3))];
  const states = () => Promise.all(runs.map((run) => stateOf(at, run)));
  await at.settle();
  expect(await states()).toEqual(["ready", "ready", "waiting"]);
  await at.finish(runs[0] as string);
  expect(await states()).toEqual(["succeeded", "ready", "waiting"]);
  const { rows } = await at.pool.query(
    "select next_at - (select min(at) from trunkline.pool_take) between '1 hour' and '1 hour 1 s' as soon from trunkline.pool",
  );
  expect(rows).toEqual([{ soon: true }]);
  await at.pool.query("update trunkline.pool_take set at = at - interval '1 hour'");
  await at.pool.query("update trunkline.pool set next_at = now()");
  expect(await states()).toEqual(["succeeded", "ready", "ready"]);
});

test("nothing is granted beyond the slots of living workers", async () => {
  await using at = await Gated.withPools([warehouse(100)], using("p"));
  await at.pool.query("update trunkline.worker set slots = 2");
  for (let n = 1; n <= 5; n++) await at.run("p", day(n));
  await at.settle();
  expect(await holds(at)).toHaveLength(2);
  await at.pool.query("update trunkline.worker set dead_at = now()");
  await at.pool.query("delete from graphile_worker._private_jobs");
  await at.pool.query("update trunkline.pool set next_at = now()");
  await at.settle();
  expect(await holds(at)).toHaveLength(2);
});

test("a queue that is never empty does not starve who waits for units", async () => {
  const plain = pipeline(
    "plain",
    Array.from({ length: 10 }, (_, n) => task(`t${n}`)),
  );
  await using at = await Gated.withPools([warehouse(100)], plain, using("p"));
  await at.pool.query("update trunkline.worker set slots = 8");
  await at.run("plain");
  for (let n = 1; n <= 5; n++) await at.run("p", day(n));
  await at.settle();
  expect(await holds(at)).toHaveLength(2);
});

test("a release looks at what can start, not at all who wait", async () => {
  const many = pipeline(
    "many",
    Array.from({ length: 2000 }, (_, n) => task(`t${n}`, { gates: takes("warehouse") })),
  );
  await using at = await Gated.withPools([warehouse(1)], many);
  const run = await at.run("many");
  await at.settle();
  const read = createDefinitions(at.pool).pipeline;
  const { rows: before } = await at.pool.query("select idx from trunkline.pool_hold");
  await at.finish(run, before[0].idx);
  // One pass grants, the next finds nothing more; the others' waits are not touched.
  const { rows: waits } = await at.pool.query(
    "select max(xmin::text::bigint) as newest from trunkline.wait",
  );
  expect(await transaction(at.pool, (db) => servePools(db, read))).toBe(1);
  expect(await transaction(at.pool, (db) => servePools(db, read))).toBe(0);
  const { rows: after } = await at.pool.query(
    "select max(xmin::text::bigint) as newest from trunkline.wait",
  );
  expect(after).toEqual(waits);
});

test("who wants of two pools is not starved by those who want of one", async () => {
  const one = (name: string) => pipeline(name, [task("a", { gates: takes(name) })]);
  const both = pipeline("both", [
    task("a", { gates: gates(null, { takes: [...takes("left").takes, ...takes("right").takes] }) }),
  ]);
  await using at = await Gated.withPools(
    [declared("left"), declared("right")],
    one("left"),
    one("right"),
    both,
  );
  const [l, r] = [await at.run("left"), await at.run("right")];
  await at.settle();
  const run = await at.run("both");
  await at.settle();
  const next = await at.run("left", day(2));
  await at.finish(l);
  // The free unit is kept for who came first.
  expect([await stateOf(at, run), await stateOf(at, next)]).toEqual(["waiting", "waiting"]);
  await at.finish(r);
  expect([await stateOf(at, run), await stateOf(at, next)]).toEqual(["ready", "waiting"]);
  const claim = await start(at.pool, at.worker, run, 0);
  if (claim) await finish(at.pool, at.worker, claim);
  expect(await stateOf(at, next)).toBe("ready");
});

test("who has more priority comes first, until the other has waited longer by a minute a point", async () => {
  await using at = await Gated.withPools(
    [warehouse(1)],
    using("first"),
    using("plain"),
    using("urgent", 1, { priority: 10 }),
  );
  const first = await at.run("first");
  await at.settle();
  const plain = await at.run("plain");
  await at.settle();
  const [urgent, last] = [await at.run("urgent"), await at.run("urgent", day(2))];
  await at.settle();
  await at.finish(first);
  expect([await stateOf(at, plain), await stateOf(at, urgent)]).toEqual(["waiting", "ready"]);
  // It began to wait eleven minutes ago.
  await at.pool.query(
    "update trunkline.pool_wait set rank = rank - interval '11 minutes' where run_id = $1",
    [plain],
  );
  await at.finish(urgent);
  expect([await stateOf(at, plain), await stateOf(at, last)]).toEqual(["ready", "waiting"]);
});
