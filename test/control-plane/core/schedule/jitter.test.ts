// Jitter is a part of the pipeline: the same each time, within its length, and on the same business date.

import fc from "fast-check";
import { expect, test } from "vitest";
import { businessDate } from "#core/business-date.ts";
import type { Schedule } from "#core/pipeline.ts";
import { checkSchedule } from "#core/schedule/check.ts";
import { jitterOf, roomOf } from "#core/schedule/jitter.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { cronTexts } from "#test/support/cron-texts.ts";
import { ruleOf, structuredForms } from "#test/support/naive-schedules.ts";

const hour = 3_600_000;
const at6: Schedule = { daily: ["06:00"] };
const named = (pipeline: string, trigger = 0, project: string | null = "shop") =>
  jitterOf(at6, hour, "00:00", { project, pipeline, trigger }).offsetMs;

test("follows from the names alone", () => {
  expect(named("load")).toBe(named("load"));
  const others = [
    named("load", 1),
    named("load", 0, "other"),
    named("load", 0, null),
    named("lead"),
  ];
  expect(new Set([named("load"), ...others]).size).toBe(5);
});

test("spreads pipelines over its length", () => {
  const buckets = new Array<number>(12).fill(0);
  for (let n = 0; n < 1200; n++) {
    const bucket = Math.floor(named(`daily-${n}`) / (hour / 12));
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  expect(Math.min(...buckets)).toBeGreaterThan(60);
  expect(Math.max(...buckets)).toBeLessThan(140);
});

test("ends before midnight and new day", () => {
  expect(roomOf({ daily: ["06:50", "23:00"] }, "07:00")).toEqual({ seconds: 600, time: 24_600 });
  expect(roomOf({ daily: ["06:50", "23:55"] }, "00:00")).toEqual({ seconds: 300, time: 86_100 });
  expect(roomOf({ cron: "* * * * *" }, "00:00").seconds).toBe(60);
});

const dayMs = 86_400_000;
const forms = fc.oneof(
  cronTexts.map(({ text: cron, dialect }): Schedule => ({ cron, dialect })),
  structuredForms(),
);

test("moves each due time by one length, and none to another date", () => {
  fc.assert(
    fc.property(
      forms,
      fc.constantFrom("00:00", "07:00", "22:30"),
      fc.integer({ min: 1, max: 43_200 }),
      fc.integer({ min: 0, max: 40_000 }),
      (form, newDay, seconds, first) => {
        fc.pre(checkSchedule(form).every(({ severity }) => severity !== "error"));
        const hasRule = !("cron" in form) && ruleOf(form) !== null;
        const days = { calendar: null, limit: 31, roll: "skip" as const, shift: 0, newDay };
        const plain: Schedule = hasRule ? { ...form, days } : form;
        const names = { project: "p", pipeline: `${seconds}`, trigger: 0 };
        const jitter = jitterOf(plain, seconds * 1000, newDay, names);
        expect(jitter.offsetMs).toBeLessThan(seconds * 1000);
        const due = (schedule: Schedule, from: number) => [
          ...occurrences(compileSchedule(schedule, "UTC"), from, from + 20 * dayMs),
        ];
        const before = due(plain, first * dayMs);
        const after = due({ ...plain, jitter }, first * dayMs + jitter.offsetMs);
        expect(after).toEqual(before.map((at) => at + jitter.offsetMs));
        const rule = { timezone: "UTC", newDay };
        expect(after.map((at) => businessDate(at, rule))).toEqual(
          before.map((at) => businessDate(at, rule)),
        );
      },
    ),
    { numRuns: 150 },
  );
});
