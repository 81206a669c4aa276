// Boxes and jobs of AutoSys as pipelines: when they are due, and when members start.

import { describe, expect, test } from "vitest";
import { compareFires } from "#migrators/compare.ts";
import type { MemberTimes } from "#migrators/legacy/member-times.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { legacyFires } from "#migrators/simulate.ts";
import { toldDifference } from "#migrators/told-differences.ts";
import { specText } from "#migrators/translate/spec-text.ts";
import type { Translation } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { faultsOf, scheduled } from "#test/support/scheduled.ts";

const calendars =
  "calendar: HOLIDAYS\n01/01/2026\n12/25/2026\n\n" +
  "extended_calendar: MONTH_END\nworkday: mo,tu,we,th,fr\nholcal: HOLIDAYS\ncondition: EOMWORK\n\n" +
  "extended_calendar: ROLLED\nworkday: mo,tu,we,th,fr\nnon_workday: W\nholcal: HOLIDAYS\ncondition: MNTHD#15\n\n";

/** Specs without their first lines, and what each job is refused for. */
function translated(text: string, memberTimes?: MemberTimes) {
  const estate = autosysEstate(calendars + text, { memberTimes });
  const { decisions, ...translation } = scheduled(estate);
  expect(faultsOf(translation)).toEqual([]);
  const [first] = translation.pipelines;
  return {
    ...{ estate, translation, spec: specText(first as never).replace(/^#.*\nname: .*\n/, "") },
    asked: [...decisions.values()].map(({ parameter, jobs }) => `${parameter}: ${jobs}`),
    refused: estate.jobs.flatMap(({ name, refusals }) => refusals.map(({ code }) => [name, code])),
  };
}
const job = (dates: string, name = "A", more = "") =>
  `insert_job: ${name}\ncommand: x\n${more}date_conditions: 1\n${dates}\n\n`;
const span = { from: "2026-01-01", to: "2028-02-01" };

/** Starts of one job that one side alone has, but those that the ledger tells. */
function differencesOf(estate: LegacyEstate, translation: Translation, name: string) {
  const found = estate.jobs.find((one) => one.name === name) as LegacyJob;
  const legacy = legacyFires.autosys(found, span, estate);
  const ours = new TranslatedFires(translation, span).of(found) ?? [];
  const told = toldDifference(estate, found);
  return [...compareFires(legacy, ours)].filter(
    ({ side, at }) => side !== "both" && told(at) === null,
  );
}
const skip = "concurrency: {runs: 1, whenBusy: skip}\n";

describe("a job in no box", () => {
  test.each<[string, string, string]>([
    [
      "its days and times",
      "days_of_week: mo,fr\nstart_times: 06:00,18:00",
      'triggers:\n  - schedule:\n      daily: ["06:00", "18:00"]\n      weekdays: [mon, fri]\n',
    ],
    [
      "AS-36 times where clocks change",
      "days_of_week: all\nstart_times: 02:30",
      'triggers:\n  - schedule: {daily: "02:30", dst: autosys}\n',
    ],
    [
      "AS-44 minutes of every hour, on a beat",
      'days_of_week: all\nstart_mins: "0,15,30,45"',
      "triggers:\n  - schedule: {every: 15m}\n",
    ],
    [
      "and off it",
      'days_of_week: all\nstart_mins: "0,15"',
      'triggers:\n  - schedule: {every: 1h}\n  - schedule: {every: 1h, from: "00:15"}\n',
    ],
    [
      "a calendar that is a rule",
      "run_calendar: MONTH_END\nstart_times: 20:00",
      'triggers:\n  - schedule: {nthBusinessDay: -1, at: "20:00"}\n    calendar: month-end-workdays\n',
    ],
    [
      "one that moves days",
      "run_calendar: ROLLED\nstart_times: 20:00",
      'triggers:\n  - schedule: {nthDay: 15, at: "20:00"}\n    calendar: rolled-workdays\n    roll: next\n',
    ],
    [
      "days that are left out",
      "days_of_week: fr\nexclude_calendar: HOLIDAYS\nstart_times: 20:00",
      'triggers:\n  - schedule:\n      daily: "20:00"\n      weekdays: [fri]\n    calendar: not-holidays\n',
    ],
  ])("%s", (_, dates, triggers) => {
    const { spec, refused } = translated(job(dates));
    expect(refused).toEqual([]);
    expect(spec).toBe(`timezone: America/New_York\n${triggers}${skip}tasks:\n  A: {run: ":"}\n`);
  });

  test("AS-35 a window, of which the nearer edge counts", () => {
    const { spec } = translated(
      job('days_of_week: all\nstart_mins: 10,40\nrun_window: "02:00-04:00"'),
    );
    expect(spec).toContain(
      '  A: {notBefore: "02:00", notAfter: "04:00", late: nearest, run: ":"}\n',
    );
  });

  test("AS-43 offsets of half an hour have a zone's name; AS-01 without the switch nothing is due", () => {
    expect(
      translated(job("days_of_week: all\nstart_times: 06:00\ntimezone: IST-5\\:30")).spec,
    ).toContain("timezone: Asia/Kolkata\n");
    expect(translated("insert_job: A\ncommand: x\nstart_times: 06:00\n").spec).toBe(
      'tasks:\n  A: {run: ":"}\n',
    );
  });
});

describe("a box", () => {
  const box =
    "insert_job: B\njob_type: BOX\ndate_conditions: 1\ndays_of_week: all\nstart_times: 05:00\n\n";

  const inner = `insert_job: N\njob_type: BOX\nbox_name: B\ndate_conditions: 1\ndays_of_week: fr\nstart_times: 08:00\n\n`;

  test("members wait for their own dates and times", () => {
    const { spec, refused } = translated(
      box +
        inner +
        job("days_of_week: fr\nstart_times: 09:00", "A", "box_name: N\n") +
        job("run_calendar: MONTH_END", "D", "box_name: B\n") +
        "insert_job: C\ncommand: x\nbox_name: B\n",
    );
    expect(refused).toEqual([]);
    expect(spec).toContain('triggers:\n  - schedule: {daily: "05:00"}\n');
    expect(spec).toMatch(/A:\n {4}onlyOn:\n {6}weekdays: \[fri\]\n {4}notBefore: "09:00"/);
    expect(spec).toContain("onlyOn: {nthBusinessDay: -1, calendar: month-end-workdays}\n    run:");
    expect(spec).toContain('  C: {run: ":"}\n');
  });

  test("a member that has other days than a box within is refused", () => {
    const dates = "run_calendar: MONTH_END\nstart_times: 09:00";
    const { refused } = translated(box + inner + job(dates, "A", "box_name: N\n"));
    expect(refused).toEqual([["A", "jil-member-days"]]);
  });

  test("a time that comes on a day without a run of the box is lost, unless it is said to count", () => {
    const text = box.replace("all", "mo,we") + member("days_of_week: all\nstart_times: 06:00");
    const { spec, estate, translation } = translated(text);
    expect(spec).toContain('A: {notBefore: "06:00", run: ":"}');
    const attributes = estate.jobs.find(({ name }) => name === "A")?.statement.attributes ?? [];
    const times = attributes.filter(({ name }) => name === "start_times");
    expect(times.map((each) => translation.accounts.of(each)?.code)).toEqual(["jil-member-lost"]);
    expect(translated(text, "kept").refused).toEqual([["A", "jil-member-days"]]);
  });

  const member = (dates: string) => job(dates, "A", "box_name: B\n");
  const berlin = box.replace("05:00", "05:00\ntimezone: Europe/Berlin");
  const evening = box.replace("05:00", "20:00");

  test.each([
    ["several times", "days_of_week: all\nstart_times: 06:00,07:00", "jil-member-times"],
    ["minutes of every hour", "days_of_week: all\nstart_mins: 5", "jil-member-times"],
    ["a time before its box's", "days_of_week: all\nstart_times: 04:00", "jil-member-earlier"],
  ])("a member with %s is refused until somebody says which time counts", (_, dates, code) => {
    const { refused, asked } = translated(box + member(dates));
    expect(refused).toEqual([["A", code]]);
    expect(asked).toEqual(["memberTimes: A"]);
  });

  test.each<[string, string, "kept" | "lost", string, string]>([
    ["the first of several", box, "lost", "start_times: 04:00,06:00,07:00", 'notBefore: "06:00"'],
    ["minutes of every hour", box, "lost", "start_mins: 20,40", 'notBefore: "05:20"'],
    ["the time of the box itself", box, "lost", "start_mins: 0", 'A: {run: ":"}'],
    ["the next morning", evening, "lost", "start_times: 02:00", 'notBefore: "02:00+1d"'],
    ["with the box", evening, "kept", "start_times: 02:00", 'A: {run: ":"}'],
    ["another zone", berlin, "lost", "start_times: 05:30\ntimezone: Europe/London", '"06:30"'],
    ["its day before", berlin, "lost", "start_times: 23:30\ntimezone: Europe/London", '"00:30+1d"'],
  ])("a member starts at %s, on both sides", (_, around, memberTimes, dates, said) => {
    const text = around + member(`days_of_week: all\n${dates}`);
    const { spec, refused, estate, translation } = translated(text, memberTimes);
    expect(refused).toEqual([]);
    expect(spec).toContain(said);
    expect(differencesOf(estate, translation, "A")).toEqual([]);
  });

  test("a box of weekdays and a member of the mornings after", () => {
    const text =
      evening.replace("all", "mo,tu,we,th,fr") +
      member("days_of_week: tu,we,th,fr,sa\nstart_times: 02:00");
    const { spec, refused, estate, translation } = translated(text, "lost");
    expect(refused).toEqual([]);
    expect(spec).toContain('A: {notBefore: "02:00+1d", run: ":"}');
    expect(differencesOf(estate, translation, "A")).toEqual([]);
  });

  test.each([
    [
      "several times count for the next run",
      box,
      "kept",
      "days_of_week: all\nstart_times: 06:00,07:00",
      "jil-member-times",
    ],
    [
      "its days are others",
      evening,
      "lost",
      "days_of_week: fr\nstart_times: 02:00",
      "jil-member-earlier",
    ],
    [
      "the box waits for others",
      `${box.trimEnd()}\ncondition: s(X)\n\ninsert_job: X\ncommand: x\n\n`,
      "lost",
      "days_of_week: all\nstart_times: 04:00",
      "jil-member-earlier",
    ],
    [
      "the box starts more often",
      box.replace("05:00", "05:00,17:00"),
      "kept",
      "days_of_week: all\nstart_times: 06:00",
      "jil-member-earlier",
    ],
    [
      "clocks of its zone change on other days",
      box,
      "lost",
      "days_of_week: all\nstart_times: 06:00\ntimezone: Europe/Berlin",
      "jil-member-zone",
    ],
  ] as const)("a member is refused: %s", (_, around, memberTimes, dates, code) => {
    const { refused, asked } = translated(around + member(dates), memberTimes);
    expect({ refused, asked }).toEqual({ refused: [["A", code]], asked: [] });
  });

  test("a member with a window is moved to the nearer edge once it is due", () => {
    const member = 'days_of_week: fr\nstart_times: 06:00\nrun_window: "05:00-07:00"';
    const { spec, refused } = translated(box + job(member, "A", "box_name: B\n"));
    expect(refused).toEqual([]);
    expect(spec).toContain(
      'tasks:\n  A-due:\n    onlyOn:\n      weekdays: [fri]\n    notBefore: "06:00"\n    run: ":"\n' +
        '  A:\n    needs: [A-due]\n    notBefore: "05:00"\n    notAfter: "07:00"\n    late: nearest\n    run: ":"\n',
    );
    const always = 'days_of_week: all\nrun_window: "05:00-07:00"';
    expect(translated(box + job(always, "A", "box_name: B\n")).spec).toContain(
      'tasks:\n  A: {notBefore: "05:00", notAfter: "07:00", late: nearest, run: ":"}\n',
    );
  });

  test("of a box with a window all that is in it waits for the opening, of one in it as well", () => {
    const window = (text: string) => `${text.trimEnd()}\nrun_window: "04:00-06:00"\n\n`;
    const inner = box.replace("job: B", "job: N\nbox_name: B").replace("05:00", "05:30");
    const members =
      "insert_job: A\nbox_name: B\ncommand: x\n\ninsert_job: C\nbox_name: N\ncommand: x\n\n";
    const { spec, refused } = translated(window(box) + window(inner) + members);
    expect(refused).toEqual([]);
    const open = '"04:00"\n    notAfter: "06:00"\n    late: nearest\n    run: ":"\n';
    expect(spec).toContain(
      '  B-window: {notBefore: "04:00", notAfter: "06:00", late: nearest, run: ":"}\n' +
        '  A:\n    needs: [B-window]\n    run: ":"\n' +
        '  N-due:\n    needs: [B-window]\n    notBefore: "05:30"\n    run: ":"\n' +
        `  N-window:\n    needs: [N-due]\n    notBefore: ${open}` +
        '  C:\n    needs: [N-window]\n    run: ":"\n',
    );
  });
});

test("AS-01, AS-34 to AS-36, AS-43, AS-44: both sides start alike", () => {
  for (const dates of [
    "days_of_week: fr\nstart_times: 02:00\ncondition: s(A)",
    'days_of_week: mo\nstart_times: 16:05\nrun_window: "02:00-04:00"',
    'days_of_week: mo\nstart_times: 04:05\nrun_window: "02:00-04:00"',
    'days_of_week: all\nstart_mins: 10,40\nrun_window: "02:00-04:00"',
    'days_of_week: all\nstart_mins: 30\nrun_window: "23:00-01:00"',
    'start_times: "02:05,02:30,03:00"',
    'start_times: "01:30"',
    'start_times: "06:00"\ntimezone: IST-5\\:30',
    'days_of_week: we\nstart_mins: "0,15"',
  ]) {
    const { estate, translation, refused } = translated(job(dates));
    expect(refused).toEqual([]);
    const [only] = estate.jobs as [(typeof estate.jobs)[number]];
    const legacy = legacyFires.autosys(only, span, estate);
    const ours = new TranslatedFires(translation, span).of(only) ?? [];
    const told = toldDifference(estate, only);
    const differ = [...compareFires(legacy, ours)].filter(({ side }) => side !== "both");
    expect(differ.filter(({ at }) => told(at) === null)).toEqual([]);
    // A window closes at 01:00, which clocks show twice: that much the ledger says.
    expect(differ.length).toBe(dates.includes("23:00-01:00") ? 2 : 0);
  }
});
