import { expect, test } from "vitest";
import { factsOf } from "#core/conditions/condition.ts";
import type { Answer } from "#core/conditions/evaluate.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { questionKey, questionOf } from "#core/conditions/question.ts";
import { sinceOf } from "#core/conditions/since.ts";
import type { Waiter } from "#core/conditions/waiter.ts";

const waiter: Waiter = {
  ...{ project: "shop", pipeline: "close", date: "2026-11-23", now: 5_000, timezone: "UTC" },
  ...{ newDay: "00:00", lastEnd: null, scheduled: { previous: null, next: null }, calendar: null },
};

function since(spec: object, answer: Answer, by: Waiter = waiter): number | null {
  const [fact] = factsOf(normalizeCondition(spec as never));
  if (!fact) throw new Error("no fact");
  const question = questionOf(fact, by);
  return sinceOf(fact, new Map(question ? [[questionKey(question), answer]] : []), by);
}
const run = (finishedAt: number | null) => ({
  ...{ id: "1", state: finishedAt === null ? "running" : "failed", finishedAt, exitCode: null },
});

test.for<[string, object, unknown, number | null]>([
  ["the end of a run, whatever was asked for", { pipeline: "load" }, run(1), 1],
  ["a run that runs", { pipeline: "load" }, run(null), null],
  ["an event that is there", { event: "OPEN" }, { at: 2 }, 2],
  ["one that is not", { event: "OPEN" }, null, null],
  ["a variable's value", { variable: "SKIP", equals: "Y" }, { value: "N", setAt: 3 }, 3],
  ["one that nobody dated", { variable: "SKIP", equals: "Y" }, { value: "N" }, null],
  ["an asset's update", { asset: "warehouse/x" }, { at: 4 }, 4],
  ["a pipeline that is not there", { pipeline: "load" }, { absent: "pipeline" }, null],
  ["a date that the schedules don't have", { event: "OPEN", date: "previous" }, { at: 2 }, null],
])("%s", ([, spec, answer, expected]) => {
  expect(since(spec, answer as Answer)).toBe(expected);
});

test("a task of the same run: when the last of its instances ended", () => {
  const tasks = (...ends: (number | null)[]) => ({
    tasks: new Map([
      [
        "a",
        ends.map((finishedAt) => ({
          ...{ state: finishedAt === null ? "running" : "succeeded", exitCode: 0, finishedAt },
        })),
      ],
    ]),
  });
  expect(since({ task: "a" }, tasks(1, 3, 2) as Answer)).toBe(3);
  expect(since({ task: "a" }, tasks(1, null) as Answer)).toBe(null);
  expect(since({ task: "a" }, tasks() as Answer)).toBe(null);
});

test("of another project nothing is told without the right to read it", () => {
  const asked = { event: "OPEN", project: "bank" };
  const readers = (...patterns: string[]) => ({
    ...waiter,
    readers: new Map([["bank", patterns]]),
  });
  expect(since(asked, { at: 2 }, readers("shop"))).toBe(2);
  expect(since(asked, { at: 2 }, readers("store"))).toBe(null);
  expect(since(asked, { at: 2 })).toBe(null);
});
