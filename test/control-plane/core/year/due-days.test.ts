import { expect, test } from "vitest";
import type { Schedule, Trigger } from "#core/pipeline.ts";
import { type Deployed, dueOn } from "#core/year/due-days.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const trigger = (schedule: Schedule, timezone = "Europe/Berlin"): Trigger => ({
  ...{ schedule, timezone, missed: "latest" },
});
const deployed = (time: string, ...triggers: Trigger[]): Deployed => ({
  ...{ at: at(time), commit: "abc1", staged: null, pipeline: { triggers, newDay: "00:00" } },
});

test("days of clock changes are counted as they are, and what is more often than each minute is cut", () => {
  const count = (date: string, everyMs: number) =>
    dueOn([deployed("2026-01-01T00:00", trigger({ everyMs, from: null, until: null }))], date)
      .length;
  expect(count("2026-10-25", 60_000)).toBe(1_500);
  expect(count("2026-10-24", 60_000)).toBe(1_440);
  expect(count("2026-03-29", 300_000)).toBe(276);
  expect(count("2026-10-24", 30_000)).toBe(1_501);
});

test("each deployment gives the times until the next one; triggers that coincide are one", () => {
  const six = trigger({ cron: "0 6 * * *" }, "UTC");
  const often = trigger({ cron: "0 6,18 * * *" }, "UTC");
  const changed = [
    deployed("2026-01-01T00:00", often),
    { ...deployed("2026-02-03T06:00"), pipeline: null },
    deployed("2026-02-04T12:00", six, often),
  ];
  const told = (date: string) => dueOn(changed, date).map((due) => new Date(due).toISOString());
  expect(told("2026-02-03")).toEqual(["2026-02-03T06:00:00.000Z"]);
  expect(told("2026-02-04")).toEqual(["2026-02-04T18:00:00.000Z"]);
  expect(told("2026-02-05")).toHaveLength(2);
  expect(dueOn([], "2026-02-03")).toEqual([]);
});
