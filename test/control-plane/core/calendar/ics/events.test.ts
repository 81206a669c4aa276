// What is read of files, and what is refused with its line; whole files are test/golden/calendar-draft/ics.

import { expect, test } from "vitest";
import { dateOf } from "#core/calendar/date.ts";
import type { TimedEvents } from "#core/calendar/ics/event.ts";
import { readIcs } from "#core/calendar/ics/events.ts";

const calendar = (...lines: string[]): string =>
  ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: string[]): string =>
  calendar("BEGIN:VEVENT", "SUMMARY:One", ...lines, "END:VEVENT");
const read = (text: string, timed: TimedEvents = "refuse") => readIcs(text, timed);

test.each([
  [["DTSTART;VALUE=DATE:20261225"], "2026-12-25", 1],
  [["DTSTART:20261225"], "2026-12-25", 1],
  [["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261228"], "2026-12-25", 3],
  [["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261225"], "2026-12-25", 1],
  [["DTSTART;VALUE=DATE:20261225", "DURATION:P2W"], "2026-12-25", 14],
  [["DTSTART:20261225T000000", "DTEND:20261227T000000"], "2026-12-25", 2],
  [["dtstart;value=date:202612", " 25"], "2026-12-25", 1],
])("%j is %s for %i days", (lines, date, length) => {
  const { events, problems } = read(event(...lines));
  expect(problems).toEqual([]);
  expect(events.map(({ start, length: days }) => [dateOf(start), days])).toEqual([[date, length]]);
});

test.each<[string[], TimedEvents, string[]]>([
  [["DTSTART:20261225T230000Z"], "start", ["2026-12-25"]],
  [
    ["DTSTART;TZID=Europe/Berlin:20261225T230000", "DTEND;TZID=Europe/Berlin:20261226T030000"],
    "start",
    ["2026-12-25"],
  ],
  [["DTSTART:20261225T000000Z", "DTEND:20261226T000000Z"], "start", ["2026-12-25"]],
  [["DTSTART:20261225T230000Z"], "skip", []],
])("an event at a time, %j, is with %s on %j", (lines, timed, dates) => {
  const { events, problems } = read(event(...lines), timed);
  expect(problems).toEqual([]);
  expect(events.map(({ start }) => dateOf(start))).toEqual(dates);
  expect(events.every(({ isTimed }) => isTimed)).toBe(true);
});

test("an exception in UTC is the day where the event is, and UNTIL ends before a later time", () => {
  const { events, problems } = read(
    event(
      ...["DTSTART;TZID=Asia/Tokyo:20260105T080000", "RRULE:FREQ=DAILY;UNTIL=20260110T120000"],
      "EXDATE:20260106T230000Z",
    ),
    "start",
  );
  expect(problems).toEqual([]);
  expect(events[0]?.removed.map(dateOf)).toEqual(["2026-01-07"]);
  expect(dateOf(events[0]?.last ?? 0)).toBe("2026-01-10");
  const early = event("DTSTART:20260105T080000", "RRULE:FREQ=DAILY;UNTIL=20260110T070000");
  expect(dateOf(read(early, "start").events[0]?.last ?? 0)).toBe("2026-01-09");
});

test.each([
  ["", 1, "this is no iCalendar file"],
  ["BEGIN:VEVENT\nEND:VEVENT", 1, "this is no iCalendar file"],
  ["BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VTODO", 3, "END:VTODO ends nothing that is open here"],
  ["BEGIN:VCALENDAR\nVERSION:2.0", 1, "VCALENDAR has no END"],
  [calendar("METHOD:CANCEL"), 2, "the file cancels events of another one"],
  [event("DTSTART:18991231"), 4, "DTSTART: 1899-12-31 is out of range: years are 1900 to 2200"],
  [event("DTSTART:20260101", "DURATION:P0D"), 5, "DURATION is not of whole days"],
  [
    event("DTSTART:20260101", "DTEND:20260102", "DURATION:P1D"),
    6,
    "the event has both DTEND and DURATION",
  ],
  [
    event("DTSTART:20260101", "RRULE:FREQ=DAILY;UNTIL=20261301"),
    5,
    "UNTIL of RRULE can't be compared with DTSTART",
  ],
])("%j is refused at line %i: %s", (text, line, message) => {
  expect(read(text).problems).toContainEqual(expect.objectContaining({ line, message }));
});

test("events that are no business of a calendar are passed over", () => {
  const text = calendar(
    "BEGIN:VTODO",
    "DUE:nonsense",
    "END:VTODO",
    "BEGIN:VEVENT",
    "DTSTART:20260101",
    "END:VEVENT",
  );
  const { events, problems } = read(text);
  expect({ problems, summaries: events.map(({ summary }) => summary) }).toEqual({
    ...{ problems: [], summaries: [""] },
  });
});
