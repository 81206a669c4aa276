import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { decisive, type Reason } from "#migrators/explanation.ts";
import { explainAutosysDay } from "#migrators/sources/autosys/explain.ts";
import { autosysFires } from "#migrators/sources/autosys/fires.ts";
import { autosysEstate, autosysOptions } from "#test/support/autosys-estate.ts";
import { jilEstate } from "#test/support/jil-estates.ts";
import { timezone } from "#test/support/random-days.ts";

const jil = (attributes: string, more = "") =>
  `insert_job: A\ncommand: x\ndate_conditions: 1\n${attributes}\n${more}`;

function explain(text: string, date: string) {
  const estate = autosysEstate(text);
  const [job] = estate.jobs;
  if (!job) throw new Error("no job");
  return explainAutosysDay(job, date, estate);
}
const shown = ({ holds, text, from, parts }: Reason): unknown[] => [
  holds,
  text,
  ...from.map(({ name, place }) => `${place.line} ${name}`),
  ...parts.map(shown),
];

test("days, with their line", () => {
  const text = jil("days_of_week: mo,tu\nstart_times: 06:00");
  expect(decisive(explain(text, "2026-01-07")).map(shown)).toEqual([
    [false, "days_of_week lacks Wednesday", "4 days_of_week"],
  ]);
  const monday = explain(text, "2026-01-05");
  expect(monday.ordered).toBe(true);
  expect(monday.reasons.map(shown)).toEqual([
    [true, "days_of_week has Monday", "4 days_of_week"],
    [true, "its times give a start", "5 start_times", [true, "2026-01-05 06:00:00 is due"]],
  ]);
});

test("calendars that run and exclude, and one that ended", () => {
  const calendar = "calendar: C\n01/30/2026\n02/02/2026\n";
  const run = jil("run_calendar: C\nstart_times: 06:00", calendar);
  expect(decisive(explain(run, "2026-03-02")).map(({ text }) => text)).toEqual([
    "run_calendar C lacks it, it ends on 2026-02-02",
  ]);
  const left = jil("days_of_week: mo\nexclude_calendar: C\nstart_times: 06:00", calendar);
  expect(decisive(explain(left, "2026-02-02")).map(shown)).toEqual([
    [false, "exclude_calendar C has it", "5 exclude_calendar"],
  ]);
});

test("AS-35: what a window does to a start", () => {
  const text = (time: string) =>
    jil(`days_of_week: mo\nstart_times: ${time}\nrun_window: "02:00-04:00"`);
  const missed = explain(text("04:05"), "2026-01-05");
  expect(decisive(missed).map(shown).flat(2).join(" ")).toContain("nearer to its last close");
  const moved = explain(text("16:05"), "2026-01-06");
  expect(moved.ordered).toBe(true);
  expect(moved.reasons[0]?.text).toContain("its start of 2026-01-05 16:05:00 comes on this date");
  expect(explain(text("16:05"), "2026-01-05").ordered).toBe(false);
});

test("AS-01: the master switch; AS-38: ice and boxes decide nothing and are named", () => {
  const dead = explain('insert_job: A\ncommand: x\nstart_times: "20:00"', "2026-01-05");
  expect(decisive(dead).map(shown)).toEqual([
    [false, "date_conditions is off, so nothing of its own dates ever starts it", "1 insert_job"],
  ]);
  const text = jil(
    "days_of_week: all\nstart_times: 06:00\ncondition: s(B)\nbox_name: X\nstatus: ON_ICE",
    "insert_job: X\njob_type: b",
  );
  const found = autosysEstate(text);
  const job = found.jobs.find(({ name }) => name === "A");
  const aside = job && explainAutosysDay(job, "2026-01-05", found).reasons.slice(2);
  expect(aside?.map(({ holds, text }) => [holds, text])).toEqual([
    [null, "it also waits for its box X to run"],
    [null, "it also waits for its condition"],
    [null, "when the files were written it was iced"],
  ]);
});

test("a fault of dates is told as what nobody can say", () => {
  const found = explain(jil("run_calendar: GONE\nstart_times: 06:00"), "2026-01-05");
  expect(found.ordered).toBe(null);
  expect(found.reasons.map(({ text }) => text)).toEqual(["the calendar GONE is not in the export"]);
});

function agree(text: string, from: string, days: number): { yes: number; no: number } {
  const counts = { yes: 0, no: 0 };
  const estate = autosysEstate(text, { ...autosysOptions, from: "2025-11-01", to: "2027-03-01" });
  const first = dayOf(from);
  for (const job of estate.jobs) {
    const fires = [...autosysFires(job, { from, to: dateOf(first + days) }, estate)];
    for (let day = first; day < first + days; day++) {
      const date = dateOf(day);
      const starts = fires.filter((fire) => fire.date === date).map(({ at }) => at);
      const found = explainAutosysDay(job, date, estate);
      expect([job.name, date, found.ordered ?? false], text).toEqual([
        job.name,
        date,
        starts.length > 0,
      ]);
      expect(found.starts).toEqual(starts);
      if (found.ordered !== null) expect(decisive(found)).not.toEqual([]);
      counts[starts.length > 0 ? "yes" : "no"]++;
    }
  }
  return counts;
}

test("the explanation says what the evaluator does: windows, calendars and changes of clocks", () => {
  const days = fc.constantFrom(
    ...["days_of_week: mo,we", "days_of_week: all", "run_calendar: C", "days_of_week: su"],
    "days_of_week: all\nexclude_calendar: C",
  );
  const times = fc.constantFrom(
    ...["start_times: 02:30", 'start_times: "01:30,23:50"', "start_mins: 10,40", ""],
    ...["start_times: 00:05", "start_times: 16:05"],
  );
  const window = fc.constantFrom(
    ...["", 'run_window: "02:00-04:00"', 'run_window: "23:00-01:00"', 'run_window: "02:15-02:45"'],
  );
  // Around the days on which most clocks change.
  const first = fc.constantFrom("2026-03-06", "2026-03-27", "2026-10-23", "2026-10-30");
  const calendar = "calendar: C\n03/08/2026\n03/29/2026\n10/25/2026\n11/01/2026\n";
  let yes = 0;
  let no = 0;
  fc.assert(
    fc.property(timezone, days, times, window, first, (zone, when, at, within, from) => {
      const text = jil(`timezone: ${zone}\n${when}\n${at}\n${within}`, calendar);
      const counts = agree(text, from, 5);
      yes += counts.yes;
      no += counts.no;
    }),
    { numRuns: 150 },
  );
  expect(yes).toBeGreaterThan(100);
  expect(no).toBeGreaterThan(50);
});

test("and so it does of whole estates", () => {
  fc.assert(
    fc.property(jilEstate, (text) => {
      agree(text, "2026-01-13", 4);
    }),
    { numRuns: 40 },
  );
});
