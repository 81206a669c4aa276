import { expect, test } from "vitest";
import type { Schedule } from "#core/pipeline.ts";
import { type AfterFacts, scheduleText, triggerReasons } from "#core/why-triggers.ts";

const now = "2026-11-23T10:00:00.000Z";
const later = "2026-11-23T11:00:00.000Z";
const fact = {
  text: "event E",
  holds: false,
  found: "not there",
  change: "trunkline events emit E",
};
const after = (fields: Partial<AfterFacts> = {}): AfterFacts => ({
  date: "2026-11-23",
  holds: false,
  facts: [fact],
  run: null,
  perRun: false,
  ...fields,
});

test.for<[Partial<AfterFacts>, string]>([
  [{}, "`after` for 2026-11-23: it does not hold"],
  [{ holds: true, run: "7" }, "`after` for 2026-11-23: it gave run 7"],
  [
    { holds: true },
    "`after` for 2026-11-23: it holds, but nothing of it has changed since it was deployed",
  ],
  [
    { holds: true, perRun: true },
    "`after` for 2026-11-23: it holds, and the next change gives a run",
  ],
])("an `after` trigger is told with what it waits for: %o", ([fields, message]) => {
  expect(triggerReasons({ schedules: [], after: [after(fields)] }, now)).toMatchObject([
    { kind: "after", message, holds: fields.holds ?? false },
    { kind: "after", message: "event E: not there", holds: false, change: fact.change },
  ]);
});

test("every schedule is told with its next time, the earliest first; with `after` alone none is missing", () => {
  const schedules = [
    { text: "b", nextAt: "2026-11-23T12:00:00.000Z" },
    { text: "never", nextAt: null },
    { text: "a", nextAt: later },
  ];
  expect(triggerReasons({ schedules, after: [] }, now)).toMatchObject([
    { kind: "due", message: "its next run is due: a", until: later },
    { kind: "due", message: "also due: b" },
  ]);
  expect(triggerReasons({ schedules: [], after: [after({ facts: [] })] }, now)).toHaveLength(1);
});

test.for<[Schedule, string]>([
  [{ cron: "0 6 * * *" }, '"0 6 * * *" (at 06:00 every day, UTC)'],
  [{ daily: ["06:00", "18:00"] }, '"at 06:00 and 18:00 every day, UTC"'],
  [
    { everyMs: 900_000, from: "08:00", until: null },
    '"every 15 minutes from 08:00 to 23:45 every day, UTC"',
  ],
])("a schedule as text: %o", ([schedule, text]) => {
  expect(scheduleText(schedule, "UTC")).toBe(text);
});
