import { expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import { businessCalendar } from "#core/calendar/of-pipeline.ts";
import type { Trigger } from "#core/pipeline.ts";

const named = (name: string) => ({ ...mondayToFriday, name });
const trigger = (name: string | null): Trigger => ({
  ...{ timezone: "UTC", missed: "latest" },
  schedule: {
    daily: ["06:00"],
    ...(name === null
      ? {}
      : { days: { calendar: named(name), roll: "skip", limit: 31, shift: 0, newDay: "00:00" } }),
  },
});

test.each<[string | null, (string | null)[], string | null]>([
  ["own", ["a"], "own"],
  [null, ["a", null, "a"], "a"],
  [null, ["a", "b"], null],
  [null, [null], null],
])("with %s and triggers of %j it is %s", (own, triggers, expected) => {
  const calendar = own === null ? null : named(own);
  const found = businessCalendar({ calendar, triggers: triggers.map(trigger) });
  expect(found?.name ?? null).toBe(expected);
});
