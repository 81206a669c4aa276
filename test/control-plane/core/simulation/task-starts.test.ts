import { describe, expect, test } from "vitest";
import type { OnlyOn } from "#core/calendar/only-on.ts";
import type { Repeat } from "#core/pipeline.ts";
import {
  isTimed,
  startsOfTask,
  type TaskTimes,
  timesOfTask,
} from "#core/simulation/task-starts.ts";

const rule = { timezone: "Europe/Berlin", newDay: "05:00" };
const run = { at: Date.parse("2026-11-05T04:00:00Z"), date: "2026-11-05" };
const free = { notBefore: null, notAfter: null };
const starts = (times: TaskTimes, of = run) =>
  startsOfTask(times, of, rule).map((at) => new Date(at).toISOString().slice(0, 16));
const every = (
  everyMs: number,
  until: string | null,
  from: "start" | "end" | "due" = "start",
): Repeat => ({
  ...{ beat: { everyMs, from, until }, max: null, while: null, onFailure: "stop" },
});
const hour = 3_600_000;

describe("a task starts", () => {
  const fridays: OnlyOn = {
    ...{ days: null, on: { weekdays: ["fri"] } },
  };
  test.each<[string, TaskTimes, string[]]>([
    ["with its run", { gates: null }, ["2026-11-05T04:00"]],
    ["in the evening", { gates: { ...free, notBefore: "22:00" } }, ["2026-11-05T21:00"]],
    ["after midnight", { gates: { ...free, notBefore: "03:00" } }, ["2026-11-06T02:00"]],
    ["not on other days", { gates: { ...free, onlyOn: fridays } }, []],
    [
      "by its beat, until the end of the date, which is the next one's",
      { gates: null, repeat: every(6 * hour, "05:00") },
      ["2026-11-05T04:00", "2026-11-05T10:00", "2026-11-05T16:00", "2026-11-05T22:00"],
    ],
    [
      "by its beat, until a time that belongs to it",
      { gates: { ...free, notBefore: "08:00" }, repeat: every(hour, "10:00", "due") },
      ["2026-11-05T07:00", "2026-11-05T08:00", "2026-11-05T09:00"],
    ],
    [
      "once, as far as anybody knows, where its own end decides",
      { gates: null, repeat: every(hour, "10:00", "end") },
      ["2026-11-05T04:00"],
    ],
    [
      "at its times",
      {
        gates: null,
        repeat: { ...every(0, null), beat: { times: ["09:00", "03:00"], toleranceMs: 60_000 } },
      },
      ["2026-11-05T08:00", "2026-11-06T02:00"],
    ],
    [
      "again and again on a later day, until that ends",
      {
        gates: { ...free, notBefore: "20:00+1d" },
        repeat: every(6 * hour, "05:00"),
      },
      ["2026-11-06T19:00", "2026-11-07T01:00"],
    ],
    [
      "after each of a list of intervals",
      {
        gates: null,
        repeat: {
          ...every(0, null),
          beat: { gapsMs: [hour, 2 * hour], from: "start", until: null },
        },
      },
      ["2026-11-05T04:00", "2026-11-05T05:00", "2026-11-05T07:00"],
    ],
    [
      "no more than so often",
      { gates: null, repeat: { ...every(hour, "10:00"), max: 2 } },
      ["2026-11-05T04:00", "2026-11-05T05:00"],
    ],
  ])("%s", (_, times, expected) => {
    expect(starts(times)).toEqual(expected);
  });

  test("not when its window is over before the run is due", () => {
    const late = { at: Date.parse("2026-11-05T19:00:00Z"), date: "2026-11-05" };
    const window = { ...free, notBefore: "08:00", notAfter: "09:00" };
    expect(starts({ gates: window }, late)).toEqual([]);
    expect(starts({ gates: { ...window, late: "nextOpening" } }, late)).toEqual([
      "2026-11-06T07:00",
    ]);
  });
});

test("what says nothing of times is none", () => {
  const gates = { ...free, awaits: null, takes: [] };
  expect(isTimed(timesOfTask({ gates }))).toBe(false);
  expect(isTimed(timesOfTask({ gates: null }))).toBe(false);
  expect(timesOfTask({ gates: { ...gates, notAfter: "06:00" } })).toEqual({
    gates: { notBefore: null, notAfter: "06:00" },
  });
  expect(isTimed(timesOfTask({ gates: null, repeat: every(hour, "10:00") }))).toBe(true);
});
