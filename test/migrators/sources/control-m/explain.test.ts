import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { decisive, type Reason } from "#migrators/explanation.ts";
import { calendarOf } from "#migrators/sources/control-m/calendars.ts";
import { explainControlMDay } from "#migrators/sources/control-m/explain.ts";
import { controlMFires } from "#migrators/sources/control-m/fires.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";

const first = dayOf("2024-01-01");
const work = Array.from({ length: 1500 }, (_, index) => first + index).filter((day) => {
  const weekday = new Date(day * 86_400_000).getUTCDay();
  return weekday !== 0 && weekday !== 6 && day % 11 !== 3;
});
const periods = new Map(
  work.map((day) => [day, new Date(day * 86_400_000).getUTCMonth() % 2 ? "B" : "A"] as const),
);
const site: Site = {
  ...{ newDay: "05:00", timezone: "UTC", weekStart: "monday", dateStandard: "mmdd" },
  userDailies: { DAILY1: "20:00" },
  calendars: new Map([
    ["WORK", calendarOf("WORK", work)],
    ["HOL", calendarOf("HOL", [dayOf("2026-04-06"), dayOf("2026-04-07")])],
    ["PER", calendarOf("PER", work, { periods })],
  ]),
};

const estateOf = (text: string, more: Partial<Site> = {}) =>
  controlMEstate(
    [{ file: "x.xml", bytes: new TextEncoder().encode(`<DEFTABLE>\n${text}\n</DEFTABLE>`) }],
    { ...site, ...more },
  );
const inFolder = (job: string, children = "") =>
  `<FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">\n<JOB JOBNAME="J" ${job}>${children}</JOB></FOLDER>`;

function explain(text: string, date: string, key = "F/J", more: Partial<Site> = {}) {
  const estate = estateOf(text, more);
  const job = estate.jobs.find((each) => each.key === key);
  if (!job) throw new Error(`no ${key}`);
  return explainControlMDay(job, date, estate);
}
const shown = ({ holds, text, from, parts }: Reason): unknown[] => [
  holds,
  text,
  ...from.map(({ name, value, place }) => `${place.line} ${name}="${value}"`),
  ...parts.map(shown),
];

describe("each rule by its place", () => {
  test("a weekday that isn't selected, and one that is", () => {
    const text = inFolder('WEEKDAYS="1,2" TIMEFROM="0600"');
    const wednesday = explain(text, "2026-03-04");
    expect(wednesday.ordered).toBe(false);
    expect(decisive(wednesday).map(shown)).toEqual([
      [
        false,
        "WEEKDAYS 1,2 doesn't select it: Wednesday, day 4 of the month, L28",
        '3 WEEKDAYS="1,2"',
      ],
    ]);
    const monday = explain(text, "2026-03-02");
    expect(monday).toMatchObject({ ordered: true, starts: [Date.parse("2026-03-02T06:00Z")] });
    expect(decisive(monday)[0]?.text).toContain("WEEKDAYS 1 selects it: Monday");
  });

  test.each<[string, string, string, string, string]>([
    ["a month", 'DAYS="ALL" MAR="0"', "2026-03-04", "MAR is off", '3 MAR="0"'],
    [
      "an end",
      'DAYS="ALL" ACTIVE_TILL="20260303"',
      "2026-03-04",
      "outside the active period",
      '3 ACTIVE_TILL="20260303"',
    ],
    ["a negation", 'DAYS="ALL,-4" DAYSCAL="WORK"', "2026-03-04", "-4 takes it out", "DAYS="],
    ["a list", 'DATE="0305"', "2026-03-04", "lacks this one", '3 DATE="0305"'],
    ["no days", "", "2026-03-04", "selects no days", ""],
    ["a calendar", 'DAYS="6" DAYSCAL="WORK"', "2026-03-07", "not in WORK", '3 DAYSCAL="WORK"'],
    [
      "a window",
      'DAYS="ALL" CYCLIC="1" CYCLIC_TYPE="S" CYCLIC_TIMES_SEQUENCE="0600" TIMEFROM="0900"',
      "2026-03-04",
      "leave no time",
      '3 TIMEFROM="0900"',
    ],
  ])("%s", (_, job, date, text, place) => {
    const found = explain(inFolder(job), date);
    expect(found.ordered).toBe(false);
    expect(JSON.stringify(decisive(found).map(shown))).toContain(text);
    expect(decisive(found).flatMap(shown).join("\n")).toContain(place);
  });

  test("CM-14: a confirmation calendar moves a day, which both dates tell", () => {
    const text = inFolder('DAYS="4" CONFCAL="WORK" SHIFT="Next Day"');
    const [from] = explain(text, "2026-04-04").reasons;
    expect(from?.parts[1]?.text).toBe("CONFCAL WORK lacks it, so it is moved to 2026-04-06");
    const to = explain(text, "2026-04-06");
    expect(to.ordered).toBe(true);
    expect(to.reasons[0]?.parts.map((each) => each.text)).toEqual([
      "its own days don't have it",
      "CONFCAL WORK moves 2026-04-04 to it",
    ]);
    const left = explain(inFolder('DAYS="4" CONFCAL="WORK"'), "2026-04-04");
    expect(left.reasons[0]?.parts[1]?.text).toBe("CONFCAL WORK lacks it, so it is left out");
  });

  test("CM-17, CM-18: rule-based calendars, excluded ones, and a folder's", () => {
    const out = inFolder('DAYS="ALL"', '\n<RULE_BASED_CALENDARS NAME="!HOL"/>');
    const found = explain(out, "2026-04-06");
    expect(decisive(found).map(shown)).toEqual([
      [false, "calendar HOL has it, and it is excluded", '4 NAME="!HOL"'],
    ]);
    const smart =
      '<SMART_FOLDER FOLDER_NAME="S" FOLDER_ORDER_METHOD="SYSTEM">\n' +
      '<RULE_BASED_CALENDAR NAME="MON" WEEKDAYS="1"/>\n' +
      '<JOB JOBNAME="J"><RULE_BASED_CALENDARS NAME="*"/></JOB></SMART_FOLDER>';
    const tuesday = explain(smart, "2026-03-03", "S/J");
    expect(decisive(tuesday).map(({ text }) => text)).toEqual([
      "its own days or a rule-based calendar would have to have it",
      "the folder around it, S, is not ordered",
    ]);
    expect(explain(smart, "2026-03-02", "S/J").ordered).toBe(true);
    expect(explain(smart, "2026-03-02", "S").ordered).toBe(true);
  });

  test("a calendar that has nothing for the year says so", () => {
    const found = explain(inFolder('DAYS="D1" DAYSCAL="HOL"'), "2027-04-06");
    expect(decisive(found)[0]?.text).toContain("not in HOL; HOL says nothing of 2027");
    const excluded = explain(
      inFolder('DAYS="ALL"', '<RULE_BASED_CALENDARS NAME="!HOL"/>'),
      "2027-04-06",
    );
    expect(excluded.reasons[1]?.text).toContain("HOL says nothing of 2027");
    const confirmed = explain(inFolder('DAYS="ALL" CONFCAL="HOL"'), "2027-04-06");
    expect(decisive(confirmed)[0]?.text).toContain("HOL says nothing of 2027");
  });

  test("CM-25: a folder without an order; a deleted version; a simple folder", () => {
    const manual = '<FOLDER FOLDER_NAME="F"><JOB JOBNAME="J" DAYS="ALL"/></FOLDER>';
    expect(decisive(explain(manual, "2026-03-03")).map(shown)).toEqual([
      [false, "folder F has no FOLDER_ORDER_METHOD: it is ordered by hand only", '2 FOLDER="F"'],
    ]);
    const old = inFolder('DAYS="ALL" VERSION_OPCODE="D"');
    expect(decisive(explain(old, "2026-03-03"))[0]?.text).toContain("deleted");
    expect(explain(old, "2026-03-03", "F").ordered).toBe(false);
  });

  test("what nobody can tell is told as that, with what is missing", () => {
    const found = explain(inFolder('DAYS="D1" DAYSCAL="GONE"'), "2026-03-03");
    expect(found.ordered).toBe(null);
    expect(found.reasons.map(({ text }) => text)).toEqual([
      "calendar GONE is not in the parameters",
    ]);
    const noNewDay = explain(inFolder('DAYS="ALL"'), "2026-03-03", "F/J", { newDay: undefined });
    expect(noNewDay).toMatchObject({ ordered: null, starts: [] });
  });
});

/** Of each job: the explanation says that it is ordered on exactly the dates on which the evaluator has it start. */
function agree(text: string, days: number): { yes: number; no: number } {
  const counts = { yes: 0, no: 0 };
  const from = dayOf("2026-02-20");
  const estate = estateOf(text);
  for (const job of estate.jobs) {
    if (estate.definitions.get(job.key)?.kind !== "JOB") continue;
    const range = { from: dateOf(from), to: dateOf(from + days) };
    const fires = [...controlMFires(job, range, estate)];
    for (let day = from; day < from + days; day++) {
      const date = dateOf(day);
      const starts = fires.filter((fire) => fire.date === date).map(({ at }) => at);
      const found = explainControlMDay(job, date, estate);
      expect([date, found.ordered ?? false], text).toEqual([date, starts.length > 0]);
      expect(found.starts).toEqual(starts);
      if (found.ordered !== null) expect(decisive(found)).not.toEqual([]);
      counts[starts.length > 0 ? "yes" : "no"]++;
    }
  }
  return counts;
}

test("whatever the days are, the explanation says what the evaluator does", () => {
  const list = (...terms: string[]) =>
    fc.uniqueArray(fc.constantFrom(...terms), { maxLength: 3 }).map((all) => all.join(","));
  const calendar = fc.constantFrom("WORK", "WORK", "PER", "*", "");
  const selection = fc.record(
    {
      DAYS: list(
        ...[
          "ALL",
          "1",
          "15",
          "31",
          "+2",
          "-3",
          ">15",
          "<4",
          "<28",
          "D1",
          "-D2",
          "L1",
          "-L1",
          "D1PA",
        ],
        ...["-D2PB", "L1P*"],
      ),
      WEEKDAYS: list("ALL", "1", "0", "+3", "-2", ">6", "<1", "D1", "L1", "-D2", "MON", "-D1W2"),
      DAYS_AND_OR: fc.constantFrom("A", "O"),
      ...{ DAYSCAL: calendar, WEEKSCAL: calendar, FEB: fc.constantFrom("0", "1") },
      CONFCAL: fc.constantFrom("", "WORK"),
      SHIFT: fc.constantFrom("Ignore Job", "Next Day", "Prev Day", "No Confcal"),
      SHIFTNUM: fc.constantFrom("0", "+02", "-01"),
      ACTIVE_FROM: fc.constantFrom("", "20260301"),
      ACTIVE_TILL: fc.constantFrom("", "20260225", "20260310"),
      TIMEFROM: fc.constantFrom("", "0600"),
      TIMETO: fc.constantFrom("", "0700", ">"),
      CYCLIC: fc.constantFrom("0", "1"),
    },
    { requiredKeys: [] },
  );
  const references = fc.uniqueArray(fc.constantFrom("WORK", "!HOL", "EVEN", "*", "!EVEN"), {
    maxLength: 2,
  });
  const attributes = (values: object) =>
    Object.entries(values)
      .map(([name, value]) => ` ${name}="${String(value).replaceAll("<", "&lt;")}"`)
      .join("");
  let yes = 0;
  let no = 0;
  fc.assert(
    fc.property(
      ...[selection, selection, references, fc.constantFrom("A", "O")],
      ...[fc.constantFrom("SYSTEM", "DAILY1"), fc.boolean()],
      (job, folder, names, relation, order, isSmart) => {
        const kind = isSmart ? "SMART_FOLDER" : "FOLDER";
        const own = isSmart
          ? `${attributes(folder)}><RULE_BASED_CALENDAR NAME="EVEN" DAYS="2,4,6,24,26,28"/`
          : "";
        const named = names.map((name) => `<RULE_BASED_CALENDARS NAME="${name}"/>`).join("");
        const text =
          `<${kind} FOLDER_NAME="F" FOLDER_ORDER_METHOD="${order}"${own}>` +
          `<JOB JOBNAME="J" RULE_BASED_CALENDAR_RELATIONSHIP="${relation}"${attributes(job)}>${named}</JOB></${kind}>`;
        const counts = agree(text, 24);
        yes += counts.yes;
        no += counts.no;
      },
    ),
    { numRuns: 200 },
  );
  expect(yes).toBeGreaterThan(100);
  expect(no).toBeGreaterThan(100);
});

test("and so it does of whole estates", () => {
  fc.assert(
    fc.property(xmlEstate(), (text) => {
      const inner = text.slice(text.indexOf("<DEFTABLE>") + 10, text.indexOf("</DEFTABLE>"));
      agree(inner, 8);
    }),
    { numRuns: 40 },
  );
});
