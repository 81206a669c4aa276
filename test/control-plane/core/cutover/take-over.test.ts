import { expect, test } from "vitest";
import { type LegacyOutcome, takeOver } from "#core/cutover/take-over.ts";

const rule = { timezone: "Europe/Berlin", newDay: "07:00" };
const at = (text: string): number => Date.parse(text);
const outcome = (job: string, more: Partial<LegacyOutcome> = {}): [string, LegacyOutcome] => [
  job,
  {
    ...{ job, date: null, exit: null, outcome: "succeeded", source: "ACE" },
    ...{ start: at("2026-11-28T05:30:00Z"), end: at("2026-11-28T05:40:00Z") },
    ...more,
  },
];
const named = (...tasks: string[]) => tasks.map((task) => ({ task, job: task.toUpperCase() }));
const tasks = [{ name: "a" }, { name: "b" }];
const taken = (names: { task: string; job: string }[], ...told: [string, LegacyOutcome][]) =>
  takeOver(names, tasks, new Map(told), rule);

test("of jobs alone: a failure of one is the run's, and the date is that of the start where none is told", () => {
  expect(
    taken(named("a", "b"), outcome("A"), outcome("B", { outcome: "failed", exit: 3 })),
  ).toMatchObject({
    ...{ date: "2026-11-27", state: "failed" },
    tasks: [
      { idx: 0, state: "succeeded" },
      { idx: 1, state: "failed", exit: 3 },
    ],
  });
});

test("of a box: its own outcome counts, and a member that was passed over is", () => {
  const box = { task: "", job: "BOX" };
  const old = { date: "2026-11-20" };
  expect(
    taken([box, ...named("a", "b")], outcome("BOX"), outcome("A"), outcome("B", old)),
  ).toMatchObject({ state: "succeeded", tasks: [{ state: "succeeded" }, { state: "skipped" }] });
  expect(taken([box], outcome("BOX", { outcome: "failed" }))).toMatchObject({
    tasks: [{ state: "skipped" }, { state: "skipped" }],
  });
});

test("what nobody was told, and jobs of several dates, are no outcome", () => {
  expect(taken(named("a", "b"), outcome("A"))).toEqual({ why: "nobody was told of a run of B" });
  expect(taken(named("a"), outcome("A", { outcome: null }))).toEqual({
    why: "nobody was told what became of the last run of A",
  });
  expect(taken(named("a", "b"), outcome("A"), outcome("B", { date: "2026-11-20" }))).toEqual({
    why: "B ran last for 2026-11-20, and A for 2026-11-27",
  });
});
