// Whole iCalendar files: the draft of a good one, the problems of a bad one, and drafts against the days that were meant.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { isIn } from "#core/calendar/days.ts";
import { draftText, readBack } from "#core/calendar/draft/draft.ts";
import { draftIcs, type IcsSource } from "#core/calendar/draft/ics.ts";

const golden = (name: string) =>
  fileURLToPath(new URL(`../../../../golden/calendar-draft/ics/${name}`, import.meta.url));
const of = (text: string, fields: Partial<IcsSource> = {}) =>
  draftIcs({
    ...{ file: "holidays.ics", text, years: { from: 2026, until: 2028 }, timed: "refuse" },
    ...{ weekend: ["sat", "sun"], form: "except" },
    ...fields,
  });
function drafted(text: string, fields: Partial<IcsSource> = {}) {
  const made = of(text, fields);
  if ("problems" in made) throw new Error(JSON.stringify(made.problems));
  return { ...made, calendar: readBack("holidays", made.draft, made.listed) };
}
const problems = (text: string, fields: Partial<IcsSource> = {}) => {
  const made = of(text, fields);
  return "problems" in made ? made.problems.map(({ line, message }) => `${line}: ${message}`) : [];
};

test("a file is a calendar, in rules where they say its days", async () => {
  const { draft, listed } = drafted(readFileSync(golden("exchange.ics"), "utf8"), { form: "days" });
  readBack("exchange", draft, listed);
  await expect(draftText(draft)).toMatchFileSnapshot(golden("exchange.yaml"));
});

test("all that is wrong with a file is told with its lines, and then there is no draft", async () => {
  const found = problems(readFileSync(golden("broken.ics"), "utf8"));
  await expect(`${found.join("\n")}\n`).toMatchFileSnapshot(golden("broken.txt"));
});

const event = (...lines: string[]) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"].join("\n");
const file = (...events: string[]) => `BEGIN:VCALENDAR\n${events.join("\n")}\nEND:VCALENDAR\n`;
const on = (date: string, ...lines: string[]) =>
  event(`SUMMARY:On ${date}`, `DTSTART;VALUE=DATE:${date.replaceAll("-", "")}`, ...lines);

test("a draft ends with the year of the last written day, and begins with the first", () => {
  const yearly = on("2020-12-25", "RRULE:FREQ=YEARLY");
  const { draft } = drafted(file(on("2026-05-01"), on("2027-12-28", "DTEND:20280103"), yearly));
  expect(draft).toMatchObject({ from: "2026-01-01", until: "2027-12-31" });
  expect(draft.comments).toContain("- its days end in 2027, and so does this;");
  expect(drafted(file(yearly)).draft).toMatchObject({ until: "2028-12-31" });
  expect(drafted(file(on("2027-05-01"))).draft).toMatchObject({ from: "2027-01-01" });
});

test("what has no days, or more than a calendar may have, is said", () => {
  expect(problems(file(on("2019-05-01")))).toEqual(["1: it has no day in 2026 to 2028"]);
  expect(problems(file())).toEqual(["1: it has no day in 2026 to 2028"]);
  expect(problems(file(on("2026-05-01", "RRULE:FREQ=MONTHLY;BYDAY=1MO")))).toEqual([
    "2: DTSTART is no day of its RRULE, and what that means is undefined",
  ]);
  const days = Array.from({ length: 5_001 }, (_, index) => on(dateOf(dayOf("2026-01-01") + index)));
  expect(problems(file(...days), { form: "days", years: { from: 2026, until: 2050 } })).toEqual([
    "1: it has 5001 entries, and a calendar at most 5000 of a kind",
  ]);
  const many = Array.from({ length: 20 }, () => on("1900-01-01", "RRULE:FREQ=DAILY"));
  expect(problems(file(...many))[0]).toContain("more than 500000 days");
  const long = on("1950-01-01", "RRULE:FREQ=DAILY", "DTEND:19510101");
  expect(problems(file(long))[0]).toContain(
    "2: with this event the file has more than 500000 days",
  );
});

test("events at times are left out or stand for a day, and the draft says which", () => {
  const text = file(on("2026-05-01"), event("DTSTART:20260505T100000", "DTEND:20260507T100000"));
  expect(problems(text)).toEqual(["6: the event is at a time, not on whole days"]);
  const skipped = drafted(text, { timed: "skip" }).draft;
  expect(skipped.entries).toHaveLength(1);
  expect(skipped.comments).toContain("- left out, as they are at times: 1;");
  expect(drafted(text, { timed: "start" }).draft.entries).toContainEqual({
    ...{ rule: { date: "2026-05-05" }, comment: "the day on which it begins" },
  });
});

test("whatever days a file lists, the calendar has them and no others", () => {
  const span = [dayOf("2026-01-01"), dayOf("2027-12-01")] as const;
  const single = fc.record({
    day: fc.integer({ min: span[0], max: span[1] }),
    length: fc.integer({ min: 1, max: 20 }),
    isCancelled: fc.boolean(),
  });
  const compact = (day: number) => dateOf(day).replaceAll("-", "");
  fc.assert(
    fc.property(fc.array(single, { minLength: 1, maxLength: 30 }), (singles) => {
      const kept = singles.filter(({ isCancelled }) => !isCancelled);
      fc.pre(kept.length > 0);
      const text = file(
        ...singles.map(({ day, length, isCancelled }) =>
          on(
            ...([dateOf(day), `DTEND;VALUE=DATE:${compact(day + length)}`] as const),
            ...(isCancelled ? ["STATUS:CANCELLED"] : []),
          ),
        ),
      );
      const { calendar, draft } = drafted(text, { form: "days" });
      const meant = new Set(
        kept.flatMap(({ day, length }) => Array.from({ length }, (_, n) => dateOf(day + n))),
      );
      for (let day = dayOf(draft.from); day <= dayOf(draft.until); day++)
        expect(isIn(calendar, dateOf(day))).toBe(meant.has(dateOf(day)));
    }),
    { numRuns: 50 },
  );
});
