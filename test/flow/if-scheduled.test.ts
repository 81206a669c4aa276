// A condition on a pipeline that is not due every day: where it is not, nothing is asked, and a new schedule is heard of.

import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Pipeline, Schedule } from "#core/pipeline.ts";
import { readAfter } from "#engine/after-today.ts";
import { apply } from "#engine/apply.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import { setReaders } from "#store/projects.sql.ts";
import { deploy, deployment, pipeline, task } from "#test/support/deploy.ts";
import { createRun, day } from "#test/support/engine.ts";
import { Gated, gates } from "#test/support/gated.ts";

const source = (name: string, schedule: Schedule | null, fields: Partial<Pipeline> = {}) =>
  pipeline(name, [task("load")], {
    triggers: schedule === null ? [] : [{ schedule, timezone: "UTC", missed: "latest" }],
    ...fields,
  });
/** Due on one date of January, which is none of those on which this runs. */
const january = (date: number): Schedule => ({ cron: `0 6 ${date} 1 *` });
const waiter = (awaits: ConditionSpec) =>
  pipeline("waiter", [task("a", { gates: gates({ ...awaits, ifScheduled: true }) })]);
const weekly: ConditionSpec = { pipeline: "weekly" };

test("it is asked where the other is due, and else holds, and says so", async () => {
  await using at = await Gated.of(source("weekly", january(2)), waiter(weekly));
  const [free, bound] = [await at.run("waiter", day(1)), await at.run("waiter", day(2))];
  expect([await at.states(free), await at.states(bound)]).toEqual([["ready"], ["waiting"]]);
  expect(await at.gates(bound)).toMatchObject([
    {
      ...{ text: "weekly succeeded for 2026-01-02, if scheduled", holds: false },
      ...{ found: "there is no such run", change: "trunkline why weekly --date 2026-01-02" },
    },
  ]);
  await at.finish(await at.run("weekly", day(2)));
  expect(await at.states(bound)).toEqual(["ready"]);
});

test("of several facts `why` names the one that is not asked", async () => {
  const both: ConditionSpec = { all: [{ ...weekly, ifScheduled: true }, { event: "OPEN" }] };
  await using at = await Gated.of(
    source("weekly", january(2)),
    pipeline("waiter", [task("a", { gates: gates(both) })]),
  );
  const run = await at.run("waiter");
  const [first] = await at.gates(run);
  expect(first).toMatchObject({ holds: true, found: "not scheduled for 2026-01-01", change: null });
  expect(first).not.toHaveProperty("unasked");
});

test("the date that is asked about counts, and of a task the pipeline's", async () => {
  await using at = await Gated.of(
    source("weekly", january(2)),
    waiter({ ...weekly, task: "load", date: "-1d" }),
  );
  const [free, bound] = [await at.run("waiter", day(2)), await at.run("waiter", day(3))];
  expect([await at.states(free), await at.states(bound)]).toEqual([["ready"], ["waiting"]]);
});

test("a run that is there is asked, whatever the schedule says; one that was passed over is none", async () => {
  await using at = await Gated.of(source("weekly", january(2)), waiter(weekly));
  const extra = await at.run("weekly", day(1));
  const run = await at.run("waiter", day(1));
  expect(await at.states(run)).toEqual(["waiting"]);
  expect(await at.gates(run)).toMatchObject([
    { holds: false, found: expect.stringMatching(/^run \d+ is running$/) },
  ]);
  await createRun(at.pool, at.id("weekly"), day(3), { reason: "missed" });
  expect(await at.states(await at.run("waiter", day(3)))).toEqual(["ready"]);
  await at.finish(extra);
  expect(await at.states(run)).toEqual(["ready"]);
});

test("what is not there, has no schedule or is removed is asked always", async () => {
  const unscheduled = source("weekly", null, {
    after: [{ condition: normalizeCondition({ event: "GO" }), per: "date" }],
  });
  await using at = await Gated.of(waiter(weekly));
  const run = await at.run("waiter");
  const found = async () => (await at.gates(run)).map((gate) => [gate.holds, gate.found]);
  expect(await found()).toEqual([[false, "there is no such pipeline"]]);
  await deploy(at.pool, [waiter(weekly), unscheduled]);
  expect(await found()).toEqual([[false, "there is no such run"]]);
  await deploy(at.pool, [waiter(weekly)]);
  expect(await found()).toEqual([[false, "there is no such pipeline"]]);
  await deploy(at.pool, [waiter(weekly), source("weekly", january(2))]);
  expect(await at.states(run)).toEqual(["ready"]);
});

test("a changed schedule is heard of by who waits, and a change of anything else changes nothing", async () => {
  await using at = await Gated.of(source("weekly", january(1)), waiter(weekly));
  const run = await at.run("waiter");
  expect(await at.states(run)).toEqual(["waiting"]);
  await deploy(at.pool, [source("weekly", january(1), { owner: "ada" }), waiter(weekly)]);
  expect(await at.states(run)).toEqual(["waiting"]);
  // The same text, but until 07:00 it is still the date before.
  await deploy(at.pool, [source("weekly", january(1), { newDay: "07:00" }), waiter(weekly)]);
  expect(await at.states(run)).toEqual(["ready"]);
});

test("another project's schedule is known to who may read it", async () => {
  await using at = await Gated.of(waiter({ pipeline: "other/weekly" }));
  const run = await at.run("waiter");
  const input = await deployment(at.pool, [source("weekly", january(2))], "other");
  await apply(at.pool, input);
  expect(await at.gates(run)).toMatchObject([{ found: "other does not let test read it" }]);
  await setReaders(at.pool, { id: input.projectId, patterns: ["test"] });
  expect(await at.states(run)).toEqual(["ready"]);
});

const follower = (condition: ConditionSpec, per: "date" | "run" = "date") =>
  pipeline("follower", [task("f")], { after: [{ condition: normalizeCondition(condition), per }] });
const both: ConditionSpec = { all: [{ pipeline: "daily" }, { ...weekly, ifScheduled: true }] };

/** Dates of the follower's runs. */
async function dates(at: Gated): Promise<string[]> {
  await at.settle();
  const { rows } = await at.pool.query(
    "select business_date::text as date from trunkline.run where pipeline_id = $1 order by 1",
    [at.id("follower")],
  );
  return rows.map(({ date }) => date);
}

test("a run is due after what is due on that date", async () => {
  await using at = await Gated.of(
    source("daily", null),
    source("weekly", january(2)),
    follower(both),
  );
  await at.finish(await at.run("daily", day(1)));
  expect(await dates(at)).toEqual(["2026-01-01"]);
  await at.finish(await at.run("daily", day(2)));
  expect(await dates(at)).toHaveLength(1);
  await at.finish(await at.run("weekly", day(2)));
  expect(await dates(at)).toEqual(["2026-01-01", "2026-01-02"]);
});

test("per run: the change counts, and not what nobody asks of its date", async () => {
  await using at = await Gated.of(
    source("daily", null),
    source("weekly", january(2)),
    follower(both, "run"),
  );
  await at.finish(await at.run("daily", day(1)));
  expect(await dates(at)).toEqual(["2026-01-01"]);
});

test("a trigger hears of a new schedule for today, but by that alone no run is due", async () => {
  const now = Temporal.Now.instant();
  const [, month, date] = now.toString().slice(0, 10).split("-").map(Number);
  const today: Schedule = { cron: `0 6 ${date} ${month} *` };
  const alone = (schedule: Schedule) => [
    ...[source("daily", null), source("weekly", schedule)],
    follower({ all: [{ ...weekly, ifScheduled: true }] }),
  ];
  await using at = await Gated.of(...alone(today));
  await deploy(at.pool, alone({ cron: "0 6 29 2 *" }));
  expect(await dates(at)).toEqual([]);
  const spec = follower({ all: [{ ...weekly, ifScheduled: true }] });
  const look = { pipelineId: at.id("follower"), project: "test", spec, date: "2026-01-01" };
  expect(await readAfter(at.pool, { ...look, now: 0 })).toMatchObject([
    { holds: false, facts: [{ holds: true, found: "not scheduled for 2026-01-01" }] },
  ]);

  const together = (schedule: Schedule) => [
    ...[source("daily", null), source("weekly", schedule), follower(both)],
  ];
  await deploy(at.pool, together(today));
  await at.finish(await at.run("daily", new Date(now.epochMilliseconds)));
  expect(await dates(at)).toEqual([]);
  await deploy(at.pool, together({ cron: "0 6 29 2 *" }));
  expect(await dates(at)).toEqual([now.toString().slice(0, 10)]);
});

test("a trigger that comes with the new schedule does not count what was before it", async () => {
  await using at = await Gated.of(source("daily", null), pipeline("follower", [task("f")]));
  await at.finish(await at.run("daily", new Date()));
  const weeklyOnLeapDays = source("weekly", { cron: "0 6 29 2 *" });
  await deploy(at.pool, [source("daily", null), weeklyOnLeapDays, follower(both)]);
  expect(await dates(at)).toEqual([]);
});
