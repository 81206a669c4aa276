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

const none = { schedules: [], after: [], messages: [] };

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
  expect(triggerReasons({ ...none, after: [after(fields)] }, now)).toMatchObject([
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
  expect(triggerReasons({ ...none, schedules }, now)).toMatchObject([
    { kind: "due", message: "its next run is due: a", until: later },
    { kind: "due", message: "also due: b" },
  ]);
  expect(triggerReasons({ ...none, after: [after({ facts: [] })] }, now)).toHaveLength(1);
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

test("what messages set off is told with the newest one, or with what is in the way, and what is set aside", () => {
  const row = { text: "row of shop", lastAt: later, error: null, aside: 0, unfollowed: null };
  const reasons = (fields: object) =>
    triggerReasons({ ...none, messages: [{ ...row, ...fields }] }, now);
  const started = "started by messages, a run for each row of shop";
  expect(reasons({})).toMatchObject([{ kind: "message", message: started, since: later }]);
  expect(reasons({ lastAt: null })).toMatchObject([{ message: `${started}: none has come yet` }]);
  expect(reasons({ error: { text: "refused", since: now }, aside: 2 })).toMatchObject([
    { message: `${started}: refused`, since: now, holds: false },
    { message: "2 of them are set aside", change: "trunkline triggers aside" },
  ]);
  expect(reasons({ unfollowed: "no worker is there to follow it" })).toMatchObject([
    { message: `${started}: no worker is there to follow it`, holds: false },
  ]);
});
