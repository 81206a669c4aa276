import { expect, test } from "vitest";
import { plannedOn } from "#core/schedule/planned.ts";

const at = (text: string) => Date.parse(text);
const texts = (times: number[]) => times.map((time) => new Date(time).toISOString().slice(0, 16));

test("what is to come of a date is of the zone's date, after what is accounted for", () => {
  const trigger = {
    schedule: { cron: "30 0,12 * * *" },
    timezone: "Europe/Berlin",
    newDay: "00:00",
  };
  expect(texts(plannedOn(trigger, "2026-10-25", at("2026-10-01T00:00Z"), 10))).toEqual([
    "2026-10-24T22:30",
    "2026-10-25T11:30",
  ]);
  expect(texts(plannedOn(trigger, "2026-10-25", at("2026-10-24T22:30Z"), 10))).toEqual([
    "2026-10-25T11:30",
  ]);
  expect(plannedOn(trigger, "2026-10-25", at("2026-10-26T00:00Z"), 10)).toEqual([]);
});

test("one more than the limit says that there are more", () => {
  const trigger = { schedule: { cron: "* * * * *" }, timezone: "UTC", newDay: "00:00" };
  expect(plannedOn(trigger, "2026-10-25", 0, 5)).toHaveLength(6);
});

test("what is due before new day is of the date before", () => {
  const trigger = {
    schedule: { cron: "0 6,22 * * *" },
    timezone: "Europe/Berlin",
    newDay: "07:00",
  };
  expect(texts(plannedOn(trigger, "2026-11-23", 0, 10))).toEqual([
    "2026-11-23T21:00",
    "2026-11-24T05:00",
  ]);
});
