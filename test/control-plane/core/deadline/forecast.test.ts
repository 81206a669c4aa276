import { expect, test } from "vitest";
import { criticalPath, forecast, leastMs, type WatchedTask } from "#core/deadline/forecast.ts";

const waiting = (
  name: string,
  needs: number[],
  medianMs: number,
  p90Ms = medianMs,
): WatchedTask => ({
  name,
  state: "waiting",
  needs,
  startedAt: null,
  firstStartedAt: null,
  finishedAt: null,
  opensAt: null,
  expected: { medianMs, p90Ms },
});
const running = (name: string, startedAt: number, medianMs: number): WatchedTask => ({
  ...waiting(name, [], medianMs),
  state: "running",
  startedAt,
  firstStartedAt: startedAt,
});
const minute = 60_000;

test("a running task has its usual time less what it has taken, and a little once that is over", () => {
  const [one] = forecast([running("a", 0, 10 * minute)], 4 * minute);
  expect(one?.likelyEnd).toBe(10 * minute);
  const [over] = forecast([running("a", 0, 10 * minute)], 30 * minute);
  expect(over?.likelyEnd).toBe(30 * minute + leastMs);
});

test("the longest path decides, from what has not finished on", () => {
  const tasks = [
    { ...running("done", 0, 99 * minute), state: "succeeded" as const, finishedAt: minute },
    running("slow", 0, 20 * minute),
    waiting("quick", [0], minute),
    waiting("join", [1, 2], 5 * minute),
  ];
  const found = forecast(tasks, 2 * minute);
  expect(found[3]).toMatchObject({ likelyStart: 20 * minute, likelyEnd: 25 * minute });
  expect(criticalPath(tasks, found, 3)).toEqual([1, 3]);
  expect(found[2]).toMatchObject({ likelyStart: 2 * minute, likelyEnd: 3 * minute });
});

test("a task does not start before its time", () => {
  const tasks = [waiting("a", [], minute), { ...waiting("b", [0], minute), opensAt: 30 * minute }];
  expect(forecast(tasks, 0)[1]?.likelyEnd).toBe(31 * minute);
});

test("allowances of a path add up like errors, not like times", () => {
  const tasks = [waiting("a", [], 10, 13), waiting("b", [0], 10, 14)];
  expect(forecast(tasks, 0)[1]).toMatchObject({
    likelyEnd: 20,
    cautiousEnd: 25,
    cautiousStart: 13,
  });
});

test("a task of which too little is known counts as no time", () => {
  expect(forecast([{ ...waiting("a", [], 0), expected: null }], 7)[0]?.cautiousEnd).toBe(7);
});
