import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TaskView } from "#api/types.ts";
import {
  beginning,
  instantAt,
  noReasons,
  shownAttempt,
  shownRun,
  shownTask,
} from "#test/support/shown-run.ts";
import { mostRows, timelineOf } from "#web/run/timeline.ts";

const seconds = (all: readonly { from: number; to: number; kind: string }[]) =>
  all.map(({ from, to, kind }) => [(from - beginning) / 1_000, (to - beginning) / 1_000, kind]);
const now = beginning + 100_000;

describe("bars", () => {
  test("what was waited for stands before and between attempts", () => {
    const run = shownRun([
      shownTask({ name: "a", state: "succeeded", attempts: [shownAttempt(1, 5, 20)] }),
      shownTask({
        ...{ name: "b", needs: ["a"], state: "waiting", retryAt: instantAt(120) },
        attempts: [shownAttempt(1, 20, 30, "failed"), shownAttempt(2, 40, 50, "failed")],
      }),
    ]);
    const { rows, left } = timelineOf(run, noReasons, now);
    expect(left).toBe(0);
    expect(rows.map(({ bars }) => seconds(bars))).toEqual([
      [
        [0, 5, "need"],
        [5, 20, "ok"],
      ],
      [
        [20, 30, "fail"],
        [30, 40, "retry"],
        [40, 50, "fail"],
        [50, 120, "retry"],
      ],
    ]);
    expect(rows.map(({ isCritical }) => isCritical)).toEqual([true, true]);
  });

  test("never overlap in a row, and never end before they begin, whatever the clocks say", () => {
    const instant = fc.integer({ min: -50, max: 300 });
    const states = fc.constantFrom<TaskView["state"]>(
      ...(["waiting", "ready", "running", "succeeded", "failed", "cancelled", "skipped"] as const),
    );
    const task = fc.record({
      state: states,
      retryAt: fc.option(instant.map(instantAt)),
      needs: fc.subarray(["t0", "t1", "t2", "gone"]),
      attempts: fc
        .array(fc.tuple(instant, fc.option(instant), states), { maxLength: 5 })
        .map((all) => all.map(([from, to, state], n) => shownAttempt(n + 1, from, to, state))),
    });
    fc.assert(
      fc.property(fc.array(task, { minLength: 1, maxLength: 6 }), (tasks) => {
        const run = shownRun(tasks.map((one, n) => shownTask({ name: `t${n}`, ...one })));
        for (const { bars } of timelineOf(run, noReasons, now).rows)
          for (const [n, { from, to }] of bars.entries()) {
            expect(to).toBeGreaterThanOrEqual(from);
            expect(from).toBeGreaterThanOrEqual(bars[n - 1]?.to ?? Number.NEGATIVE_INFINITY);
          }
      }),
    );
  });
});

describe("rows", () => {
  const many = (state: TaskView["state"], from: number, count: number): TaskView[] =>
    Array.from({ length: count }, (_, n) => shownTask({ name: `${state}-${from + n}`, state }));

  test("of 10,000 tasks those are drawn that matter, in the order of the run", () => {
    const done = shownTask({
      ...{ name: "long", state: "succeeded" as const, attempts: [shownAttempt(1, 0, 90)] },
    });
    const run = shownRun([
      ...many("succeeded", 0, 5_000),
      done,
      ...many("ready", 0, 4_900),
      ...many("failed", 0, 2),
      ...many("running", 0, 97),
    ]);
    const { rows, left } = timelineOf(run, noReasons, now);
    expect(rows.length).toBe(mostRows);
    expect(left).toBe(10_000 - mostRows);
    expect(rows.slice(0, 3).map(({ label }) => label)).toEqual([
      "failed-0",
      "failed-1",
      "running-0",
    ]);
    const few = shownRun(run.tasks.filter(({ state }) => state !== "running"));
    const drawn = timelineOf(few, noReasons, now).rows.map(({ label }) => label);
    // What succeeded has no attempt here, and so no bar.
    expect(drawn[0]).toBe("long");
    expect(new Set(rows.map(({ id }) => id)).size).toBe(mostRows);
  });

  test("instances of one task are one row, with those that failed or run below it", () => {
    const instances = Array.from({ length: 5_000 }, (_, n) =>
      shownTask({
        ...{ name: `load[${n}]`, state: n === 7 ? ("failed" as const) : ("succeeded" as const) },
        attempts: [shownAttempt(1, n, n + 1, n === 7 ? "failed" : "succeeded")],
      }),
    );
    const { rows, left } = timelineOf(shownRun(instances), noReasons, now);
    expect(left).toBe(0);
    expect(rows.map(({ label, detail }) => [label, detail])).toEqual([
      ["load ×5000", "5000 of 5000"],
      ["load[7]", "1 failed"],
    ]);
    expect(seconds(rows[0]?.bars ?? [])).toEqual([[0, 5_000, "fail"]]);
  });

  test("what somebody asked for has a row each", () => {
    const instances = ["a", "b", "c", "d"].map((name) => shownTask({ name: `load[${name}]` }));
    const { rows, left } = timelineOf(shownRun(instances), noReasons, now, instances.slice(1, 3));
    expect([rows.map(({ label }) => label), left]).toEqual([["load[b]", "load[c]"], 2]);
  });

  test("who waits for a person, a pool or an event says so, also where the reason is told once for many", () => {
    const tasks = ["a", "b", "c"].map((name) => shownTask({ name }));
    const reasons = [
      {
        ...{ kind: "gate" as const, message: "approval: waits for 1 approval", task: "a" },
        ...{ since: null, until: null, holds: false, change: null, provisional: false },
        alike: { count: 1, tasks: ["b"] },
      },
      {
        ...{ kind: "gate" as const, message: "pool db: has 0 of 2 units", task: "c" },
        ...{ since: null, until: null, holds: false, change: null, provisional: false },
      },
    ];
    const { rows } = timelineOf(shownRun(tasks), { ...noReasons, reasons }, now);
    expect(rows.map(({ shape, bars }) => [shape, bars.at(-1)?.kind])).toEqual([
      ["person", "person"],
      ["person", "person"],
      ["wait", "pool"],
    ]);
  });
});
