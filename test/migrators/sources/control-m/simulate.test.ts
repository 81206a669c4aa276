import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { defineXml } from "#migrators/sources/control-m/define-xml.ts";
import { readXml } from "#migrators/sources/control-m/read-xml.ts";
import { Simulation } from "#migrators/sources/control-m/simulate.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import { dayCases, site, timeCases } from "#test/support/control-m-cases.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";

const estate = (text: string) => {
  const file = readXml("x", new TextEncoder().encode(`<DEFTABLE>${text}</DEFTABLE>`));
  return defineXml(file).all;
};
const inFolder = (job: string, children = "") =>
  `<FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="J" ${job}>${children}</JOB></FOLDER>`;
const fire = (text: string, from: string, to: string, more: Partial<Site> = {}) => {
  const simulation = new Simulation({ ...site, ...more }, from, to);
  return estate(text)
    .flatMap((definition) => [...simulation.firesOf(definition)])
    .map((each) => ({ ...each, at: new Date(each.at).toISOString().replace(".000", "") }));
};
/** Dates of one month, by their days. */
const daysIn = (month: string, job: string, more: Partial<Site> = {}, children = "") => {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const end =
    number === 12 ? `${year + 1}-01-01` : `${year}-${`${number + 1}`.padStart(2, "0")}-01`;
  return fire(inFolder(job, children), `${month}-01`, end, more).map(({ date }) =>
    Number(date.slice(8)),
  );
};

describe("days", () => {
  test.each(dayCases)("%s", (_, month, job, days, more) => {
    expect(daysIn(month, job, more)).toEqual(days);
  });

  test("CM-05: ALL is every day; CM-59: nothing is no day", () => {
    expect(daysIn("2026-02", 'WEEKDAYS="ALL"')).toHaveLength(28);
    expect(daysIn("2026-02", "")).toEqual([]);
  });

  test("CM-10: all working days but the last", () => {
    const all = daysIn("2026-02", 'DAYS="ALL" DAYSCAL="WORK"');
    expect(daysIn("2026-02", 'DAYS="-L1" DAYSCAL="WORK"')).toEqual(all.slice(0, -1));
  });

  test("CM-17, CM-18: a calendar is left out by !, and * names none in a simple folder", () => {
    const but = '<RULE_BASED_CALENDARS NAME="!HOL"/>';
    expect(daysIn("2026-04", 'DAYS="5,6,7"', {}, but)).toEqual([5, 7]);
    expect(daysIn("2026-04", "", {}, '<RULE_BASED_CALENDARS NAME="*"/>')).toEqual([]);
  });

  test("a smart folder's calendars order it and its members", () => {
    const smart = (folder: string, job: string) =>
      `<SMART_FOLDER FOLDER_NAME="S" FOLDER_ORDER_METHOD="SYSTEM"><RULE_BASED_CALENDAR NAME="R" DAYS="1,2,3"/>
       ${folder}<SUB_FOLDER JOBNAME="T"><RULE_BASED_CALENDARS NAME="*"/><JOB JOBNAME="J" ${job}/></SUB_FOLDER></SMART_FOLDER>`;
    const days = (text: string) =>
      fire(text, "2026-02-01", "2026-03-01").map(({ job, date }) => [job, date.slice(8)]);
    expect(
      days(smart("", '>\n<RULE_BASED_CALENDARS NAME="R"/></JOB><JOB JOBNAME="K" DAYS="2,9"')),
    ).toEqual([
      ...[
        ["S/T/J", "01"],
        ["S/T/J", "02"],
        ["S/T/J", "03"],
        ["S/T/K", "02"],
      ],
    ]);
    const both =
      'DAYS="3,4" RULE_BASED_CALENDAR_RELATIONSHIP="A"><RULE_BASED_CALENDARS NAME="R"/></JOB><JOB JOBNAME="N"';
    expect(days(smart("", both))).toEqual([["S/T/J", "03"]]);
  });
});

describe("times", () => {
  const at = (job: string, more: Partial<Site> = {}) =>
    fire(inFolder(`DAYS="5" ${job}`), "2026-03-01", "2026-04-01", more).map((each) => each.at);

  test.each(timeCases)("%s", (_, job, instants, more) => {
    expect(at(job, more)).toEqual(instants);
  });

  test("CM-29: three starts a date, sorted from New Day", () => {
    const job =
      'CYCLIC="1" CYCLIC_TYPE="S" CYCLIC_TIMES_SEQUENCE="0300,0900,1000" CYCLIC_TOLERANCE="3" INTERVAL="00001M"';
    expect(at(job)).toEqual([
      "2026-03-05T09:00:00Z",
      "2026-03-05T10:00:00Z",
      "2026-03-06T03:00:00Z",
    ]);
  });

  test("a cycle ends with its business date", () => {
    expect(at('CYCLIC="1" INTERVAL="00001H"')).toHaveLength(24);
  });

  test("CM-25: by hand without an order method, at its time by a User Daily", () => {
    const of = (method: string, job = 'DAYS="5"') =>
      fire(
        `<FOLDER FOLDER_NAME="F" ${method}><JOB JOBNAME="J" ${job}/></FOLDER>`,
        "2026-03-01",
        "2026-04-01",
      );
    expect(of("")).toEqual([]);
    expect(of('FOLDER_ORDER_METHOD="EVENING"')).toMatchObject([{ at: "2026-03-05T20:00:00Z" }]);
    expect(of('FOLDER_ORDER_METHOD="EVENING"', 'DAYS="5" TIMEFROM="0800" TIMETO="0900"')).toEqual(
      [],
    );
    expect(of('FOLDER_ORDER_METHOD="OTHER"')).toEqual([]);
  });

  test("CM-51, CM-57: a repeated name has its own key, and nesting decides the folder", () => {
    const jobs = '<JOB JOBNAME="J" DAYS="1" PARENT_FOLDER="X"/><JOB JOBNAME="J" DAYS="2"/>';
    const text = `<FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">${jobs}</FOLDER>`;
    expect(fire(text, "2026-03-01", "2026-04-01").map(({ job }) => job)).toEqual(["F/J", "F/J#2"]);
  });

  test("any valid estate is simulated, each date within the range", () => {
    fc.assert(
      fc.property(xmlEstate(), (text) => {
        const { all } = defineXml(readXml("x", new TextEncoder().encode(text)));
        const simulation = new Simulation(site, "2026-01-01", "2026-03-01");
        const dates = all.flatMap((each) => [...simulation.firesOf(each)]).map(({ date }) => date);
        expect(
          dates.every((date) => date >= "2026-01-01" && date < dateOf(dayOf("2026-03-01"))),
        ).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
