import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { day, perform, runAgain } from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";

const after = (spec: ConditionSpec, per: "date" | "run" = "date"): Partial<Pipeline> => ({
  after: [{ condition: normalizeCondition(spec), per }],
});
const follower = (spec: ConditionSpec, per: "date" | "run" = "date") =>
  pipeline("follower", [task("f")], after(spec, per));
const source = (name: string) => pipeline(name, [task("a")]);

const hourLater = (at: Date): Date => new Date(at.getTime() + 3_600_000);

/** Slots and dates of the follower's runs. */
async function due(at: Gated): Promise<string[]> {
  await at.settle();
  const { rows } = await at.pool.query(
    `select slot || ' ' || business_date as run from trunkline.run
      where pipeline_id = $1 and trigger_kind = 'after' order by id`,
    [at.id("follower")],
  );
  return rows.map(({ run }) => run);
}

test("a run that succeeds makes its followers due for its date, once whatever is run again", async () => {
  await using at = await Gated.of(source("ingest"), follower({ pipeline: "ingest" }));
  await at.finish(await at.run("ingest", day(2)), 0, "failed");
  expect(await due(at)).toEqual([]);
  const run = await at.run("ingest");
  await at.finish(run);
  expect(await due(at)).toEqual(["a:0:2026-01-01 2026-01-01"]);
  const next = await runAgain(at.pool, run, { kind: "all" });
  await at.finish(next);
  expect(await due(at)).toEqual(["a:0:2026-01-01 2026-01-01"]);
});

test("all of several must have happened for one date; any of several is enough", async () => {
  const both = { all: [{ pipeline: "a" }, { pipeline: "b" }] };
  await using at = await Gated.of(source("a"), source("b"), follower(both));
  await at.finish(await at.run("a", day(1)));
  await at.finish(await at.run("b", day(2)));
  expect(await due(at)).toEqual([]);
  await at.finish(await at.run("b", day(1)));
  expect(await due(at)).toEqual(["a:0:2026-01-01 2026-01-01"]);
  await deploy(at.pool, [source("a"), source("b"), follower({ any: both.all })]);
  await at.finish(await at.run("a", day(3)));
  await at.finish(await at.run("b", day(3)));
  expect((await due(at)).slice(1)).toEqual(["a:0:2026-01-03 2026-01-03"]);
});

test("with a date rule the run is for the date that the rule leads back to", async () => {
  await using at = await Gated.of(source("ingest"), follower({ pipeline: "ingest", date: "-1d" }));
  await at.finish(await at.run("ingest", day(1)));
  expect(await due(at)).toEqual(["a:0:2026-01-02 2026-01-02"]);
});

test("per run: each run of the date counts, and each update of an asset", async () => {
  await using at = await Gated.of(
    source("ingest"),
    follower({ pipeline: "ingest", state: "finished" }, "run"),
  );
  const first = await at.run("ingest", day(1));
  await at.finish(first);
  const next = await runAgain(at.pool, first, { kind: "all" });
  await at.finish(next, 0, "failed");
  expect(await due(at)).toEqual([`a:0:${first} 2026-01-01`, `a:0:${next} 2026-01-01`]);

  await deploy(at.pool, [source("ingest"), follower({ asset: "orders" }, "run")]);
  const update = async () =>
    perform(at.pool, at.worker, await at.run("ingest", day(5)), 0, "succeeded", {
      detail: { ending: "exited", effects: [{ update: "orders" }] },
    });
  await update();
  expect((await due(at)).slice(2)).toEqual(["a:0:a:orders@1 2026-01-05"]);
});

test("per run: a later run of the date that is still running hides no earlier one", async () => {
  await using at = await Gated.of(source("ingest"), follower({ pipeline: "ingest" }, "run"));
  const [nine, ten] = [await at.run("ingest", day(1)), await at.run("ingest", hourLater(day(1)))];
  await at.finish(nine);
  expect(await due(at)).toEqual([`a:0:${nine} 2026-01-01`]);
  await at.finish(ten, 0, "failed");
  expect(await due(at)).toHaveLength(1);
});

test("an event makes a run due for its date; emitted again while it is there, it makes none", async () => {
  await using at = await Gated.of(follower({ event: "OPEN" }));
  await at.effect({ emit: "OPEN", date: "2026-01-07" });
  await at.effect({ emit: "OPEN", date: "2026-01-07" });
  expect(await due(at)).toEqual(["a:0:2026-01-07 2026-01-07"]);
});

test("per run: a run that several follow in different ways makes each of them due", async () => {
  await using at = await Gated.of(
    source("ingest"),
    follower({ pipeline: "ingest", task: "a", state: "finished", exitCode: "<= 4" }, "run"),
    pipeline("other", [task("f")], after({ pipeline: "ingest", state: "finished" }, "run")),
  );
  const run = await at.run("ingest");
  await perform(at.pool, at.worker, run, 0, "failed", {
    detail: { ending: "exited", exitCode: 3 },
  });
  expect(await due(at)).toEqual([`a:0:${run} 2026-01-01`]);
});

test("per run: an event that was cleared and is emitted again is another one, and so is a variable that is set again", async () => {
  await using at = await Gated.of(follower({ event: "FILE", date: "static" }, "run"));
  for (const times of [1, 2, 3]) {
    await at.effect({ emit: "FILE", date: "static" });
    expect(await due(at)).toHaveLength(times);
    await at.effect({ clear: "FILE", date: null });
  }
  await deploy(at.pool, [follower({ variable: "GO", equals: "Y" }, "run")]);
  for (const [value, runs] of [
    ["Y", 4],
    ["N", 4],
    ["Y", 5],
    ["Y", 6],
  ] as const) {
    await at.effect({ set: "GO", value });
    expect(await due(at)).toHaveLength(runs);
  }
});

test("per run, of several: each change with which all of it holds makes a run", async () => {
  const latest = (name: string): ConditionSpec => ({ pipeline: name, latest: true });
  await using at = await Gated.of(
    source("a"),
    source("b"),
    follower({ all: [latest("a"), latest("b"), { not: { event: "HOLD" } }] }, "run"),
  );
  const [a, b] = [await at.run("a", day(1)), await at.run("b", day(2))];
  await at.finish(a);
  expect(await due(at)).toEqual([]);
  await at.finish(b);
  const both = [`a:0:${b} 2026-01-02`];
  expect(await due(at)).toEqual(both);
  const again = await at.run("a", day(3));
  // What it follows runs again: it holds no more, and does when that has succeeded.
  expect(await due(at)).toEqual(both);
  await at.finish(again);
  expect(await due(at)).toEqual([...both, `a:0:${again} 2026-01-03`]);
  await at.effect({ emit: "HOLD", date: "2026-01-03" });
  await at.finish(await at.run("b", day(3)));
  expect(await due(at)).toHaveLength(2);
  await at.effect({ clear: "HOLD", date: null });
  expect(await due(at)).toHaveLength(2);
});

test("per run, of alternatives: that another one is true makes no run", async () => {
  await using at = await Gated.of(
    source("a"),
    source("b"),
    follower({ any: [{ pipeline: "a" }, { pipeline: "b" }] }, "run"),
  );
  const a = await at.run("a");
  await at.finish(a);
  expect(await due(at)).toEqual([`a:0:${a} 2026-01-01`]);
  const b = await at.run("b");
  expect(await due(at)).toHaveLength(1);
  await at.finish(b, 0, "failed");
  expect(await due(at)).toHaveLength(1);
  const next = await at.run("b", hourLater(day(1)));
  await at.finish(next);
  expect((await due(at)).slice(1)).toEqual([`a:0:${next} 2026-01-01`]);
});

test("per run: waiting for something not to run counts its ends, and not that a run of it is made", async () => {
  await using at = await Gated.of(
    pipeline("b", [task("a")], { concurrency: { runs: 1, whenBusy: "queue" } }),
    follower({ pipeline: "b", state: "notRunning", latest: true }, "run"),
  );
  const [first, second] = [await at.run("b"), await at.run("b", day(2))];
  expect(await due(at)).toEqual([]);
  await at.finish(first);
  expect(await due(at)).toEqual([]);
  await at.finish(second);
  expect(await due(at)).toEqual([`a:0:${second} 2026-01-02`]);
});

test("what stands under `not` and goes away makes a date's run due", async () => {
  await using at = await Gated.of(
    source("ingest"),
    follower({
      all: [
        { pipeline: "ingest" },
        { not: { event: "HOLD" } },
        { not: { variable: "STOP", equals: "Y" } },
      ],
    }),
  );
  await at.effect({ emit: "HOLD", date: "2026-01-01" });
  await at.finish(await at.run("ingest"));
  expect(await due(at)).toEqual([]);
  await at.effect({ clear: "HOLD", date: null });
  expect(await due(at)).toEqual(["a:0:2026-01-01 2026-01-01"]);
});

test("a pipeline that is no longer deployed, or follows no longer, is not made due", async () => {
  await using at = await Gated.of(source("ingest"), follower({ pipeline: "ingest" }));
  const run = await at.run("ingest");
  await deploy(at.pool, [source("ingest"), pipeline("follower", [task("f")])]);
  await at.finish(run);
  expect(await due(at)).toEqual([]);
  expect((await at.pool.query("select * from trunkline.after_key")).rows).toEqual([]);
});
