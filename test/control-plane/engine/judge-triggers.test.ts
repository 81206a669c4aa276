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
  expect((await due(at)).slice(2)).toEqual(["a:0:u1 2026-01-05"]);
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

test("a pipeline that is no longer deployed, or follows no longer, is not made due", async () => {
  await using at = await Gated.of(source("ingest"), follower({ pipeline: "ingest" }));
  const run = await at.run("ingest");
  await deploy(at.pool, [source("ingest"), pipeline("follower", [task("f")])]);
  await at.finish(run);
  expect(await due(at)).toEqual([]);
  expect((await at.pool.query("select * from trunkline.after_key")).rows).toEqual([]);
});
