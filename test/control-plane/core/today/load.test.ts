import { expect, test } from "vitest";
import { dayIn, dueByHour } from "#core/today/load.ts";

const at = (text: string): number => Date.parse(text);

test("a day is from midnight to midnight in its zone, also where clocks change in it", () => {
  expect(dayIn("Europe/Berlin", at("2026-11-20T02:12:00Z"))).toEqual({
    from: at("2026-11-19T23:00:00Z"),
    to: at("2026-11-20T23:00:00Z"),
    hours: 24,
  });
  expect(dayIn("Europe/Berlin", at("2026-10-25T12:00:00Z")).hours).toBe(25);
  expect(dayIn("Europe/Berlin", at("2026-03-29T12:00:00Z")).hours).toBe(23);
  expect(dayIn("Asia/Kathmandu", at("2026-11-20T02:12:00Z")).from).toBe(at("2026-11-19T18:15:00Z"));
});

test("due times count in their hours, only those to come, equal schedules as often as they are there", () => {
  const day = dayIn("UTC", at("2026-11-20T00:00:00Z"));
  const daily = { schedule: { cron: "30 3,5 * * *" }, timezone: "UTC", count: 2 };
  const due = dueByHour([daily], day, at("2026-11-20T04:00:00Z"));
  expect(due).toHaveLength(24);
  expect([due[3], due[5], due.reduce((a, b) => a + b, 0)]).toEqual([0, 2, 2]);
});

test("a schedule of each second ends somewhere", () => {
  const day = dayIn("UTC", at("2026-11-20T00:00:00Z"));
  const often = { schedule: { everyMs: 1000, from: null, until: null }, timezone: "UTC", count: 1 };
  const due = dueByHour([often], day, at("2026-11-20T00:00:00Z"));
  expect(due.reduce((a, b) => a + b, 0)).toBe(2000);
});
