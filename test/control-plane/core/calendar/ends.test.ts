import { expect, test } from "vitest";
import { mondayToFriday } from "#core/calendar/days.ts";
import { calendarEnds, endText, taskCalendars } from "#core/calendar/ends.ts";
import { task } from "#test/support/deploy.ts";
import { gates } from "#test/support/gated.ts";

const at = Temporal.Instant.from("2026-11-26T12:00:00Z");
function pipeline(name: string, calendar: string, until: string | null) {
  const days = { calendar: { ...mondayToFriday, name: calendar, until } };
  const more = { roll: "skip" as const, limit: 31, shift: 0, newDay: "00:00" };
  const schedule = { daily: ["06:00"], days: { ...days, ...more } };
  return {
    name,
    calendar: null,
    triggers: [{ schedule, timezone: "UTC", missed: "all" as const }],
  };
}

test("calendars that end within two months, or have ended, are told with their pipelines", () => {
  const soon = { ...mondayToFriday, name: "soon", until: "2027-01-25" };
  const days = { calendar: soon, roll: "skip" as const, limit: 31, shift: 0 };
  const open = { ...days, calendar: { ...soon, name: "open", until: null } };
  const onlyOn = {
    any: [
      { not: { list: null, days } },
      {
        on: { count: { unit: "businessDay" as const, nth: [1], of: "week" as const } },
        days: open,
      },
    ],
  };
  const dated = task("t", { gates: gates(null, { onlyOn }) });
  const pipelines: Parameters<typeof calendarEnds>[0] = [
    pipeline("b", "soon", "2027-01-25"),
    pipeline("a", "soon", "2027-01-25"),
    pipeline("c", "later", "2027-01-26"),
    pipeline("d", "open", null),
    {
      ...pipeline("e", "open", null),
      calendar: { ...mondayToFriday, name: "over", until: "2025-12-31" },
    },
    { ...pipeline("f", "open", null), ofTasks: taskCalendars({ tasks: [dated] }) },
  ];
  const ends = calendarEnds(pipelines, at);
  expect(ends).toEqual([
    { calendar: "over", until: "2025-12-31", pipelines: ["e"] },
    { calendar: "soon", until: "2027-01-25", pipelines: ["a", "b", "f"] },
  ]);
  expect(ends.map(endText)).toEqual([
    "calendar over ends on 2025-12-31: nothing runs by it after that (e)",
    "calendar soon ends on 2027-01-25: nothing runs by it after that (a and 2 more)",
  ]);
});
