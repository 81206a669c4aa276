// Folders of Control-M as pipelines: when they are due, and when their jobs start.

import { describe, expect, test } from "vitest";
import { specText } from "#migrators/translate/spec-text.ts";
import { workSite } from "#test/support/control-m-site.ts";
import { controlM, faultsOf, scheduled } from "#test/support/scheduled.ts";

/** The specs of an export by name, without their first line. */
function specs(text: string, grouping?: "application" | "job") {
  const estate = controlM(text, workSite);
  const translation = scheduled({ ...estate, grouping } as typeof estate);
  expect(faultsOf(translation)).toEqual([]);
  const texts = translation.pipelines.map((draft) => [
    draft.name,
    specText(draft).replace(/^#.*\nname: .*\n/, ""),
  ]);
  return {
    ...{ estate, files: translation.files },
    specs: Object.fromEntries(texts) as Record<string, string>,
  };
}

const folder = (jobs: string, how = ' FOLDER_ORDER_METHOD="SYSTEM"') =>
  `<FOLDER FOLDER_NAME="GL"${how}>${jobs}</FOLDER>`;

test("days that all jobs have are those of the trigger", () => {
  const jobs = '<JOB JOBNAME="A" WEEKDAYS="1,2" MAXWAIT="99"/><JOB JOBNAME="B" WEEKDAYS="1,2"/>';
  expect(specs(folder(jobs)).specs.gl).toBe(`timezone: Europe/Berlin
newDay: "05:00"
triggers:
  - schedule:
      daily: "05:00"
      weekdays: [mon, tue]
tasks:
  A: {run: ":"}
  B: {notAfter: "05:00", run: ":"}
`);
});

test("alternatives are triggers, and a User Daily says when", () => {
  const jobs = '<JOB JOBNAME="A" DAYS="1,L1" WEEKDAYS="1" MAXWAIT="99"/>';
  const text = folder(jobs, ' FOLDER_ORDER_METHOD="EVENING"');
  expect(specs(text).specs.gl).toContain(`triggers:
  - schedule:
      daily: "20:00"
      weekdays: [mon]
  - schedule:
      nthDay: [-1, 1]
      at: "20:00"
`);
});

test("what differs is said by the jobs", () => {
  const { specs: found, files } = specs(
    folder(
      '<JOB JOBNAME="A" DAYS="ALL" MAXWAIT="99"/>' +
        '<JOB JOBNAME="B" DAYS="L1" DAYSCAL="WORK" TIMEFROM="2200" TIMETO="0400"/>' +
        '<JOB JOBNAME="C" DAYS="6" CONFCAL="WORK" SHIFT="Prev Day" SHIFTNUM="-01" TIMETO="&gt;"/>' +
        '<JOB JOBNAME="D" DAYS="ALL" TIMEFROM="0300" MAXWAIT="3"/>',
    ),
  );
  expect(found.gl?.slice(found.gl.indexOf("tasks:"))).toBe(`tasks:
  A: {run: ":"}
  B:
    onlyOn: {nthBusinessDay: -1, calendar: work}
    notBefore: "22:00"
    notAfter: "04:00"
    run: ":"
  C:
    onlyOn: {nthDay: 6, calendar: work, roll: previous, shift: -1}
    run: ":"
  D: {notBefore: "03:00", notAfter: "05:00+4d", run: ":"}
`);
  const work = files.get("calendars/work.yaml");
  expect(work).toMatchObject({ from: "2025-01-01", until: "2029-12-31" });
  expect(work?.weekdays).toEqual(["mon", "tue", "wed", "thu", "fri"]);
});

test("cycles", () => {
  const cyclic = (name: string, more: string) =>
    `<JOB JOBNAME="${name}" DAYS="ALL" CYCLIC="1" ${more}/>`;
  const { specs: found, estate } = specs(
    folder(
      cyclic("A", 'INTERVAL="00030M"') +
        cyclic("B", 'INTERVAL="00001H" IND_CYCLIC="T" TIMEFROM="0800" TIMETO="1000" MAXRERUN="3"') +
        cyclic("C", 'INTERVAL="0"') +
        cyclic("D", 'CYCLIC_TYPE="S" CYCLIC_TIMES_SEQUENCE="0300,0900" CYCLIC_TOLERANCE="3"') +
        cyclic("E", 'CYCLIC_TYPE="V" CYCLIC_INTERVAL_SEQUENCE="+30M,+4H"'),
    ),
  );
  expect(found.gl?.match(/repeat:.*(?:\n {6}.*)*/g)).toEqual([
    'repeat: {every: 30m, until: "05:00"}',
    'repeat: {every: 1h, from: due, until: "10:00", max: 3}',
    'repeat: {every: 1s, from: end, until: "05:00"}',
    'repeat:\n      times: ["09:00", "03:00"]\n      tolerance: 3m',
    'repeat:\n      every: [30m, 4h]\n      until: "05:00"',
  ]);
  expect(
    estate.jobs.flatMap(({ key, refusals }) => refusals.map(({ code }) => [key, code])),
  ).toEqual([]);
});

describe("what can't be due together is apart", () => {
  const jobs =
    '<JOB JOBNAME="A" DAYS="ALL" APPLICATION="Ledger"/><JOB JOBNAME="B"/>' +
    '<JOB JOBNAME="C" DAYS="ALL" TIMEZONE="EST"/><JOB JOBNAME="D" DAYS="ALL" RETRO="1"/>';

  test("by zone, by what becomes of missed dates, by hand", () => {
    const { specs: found } = specs(folder(jobs));
    expect(Object.keys(found)).toEqual([
      ...["gl", "gl-by-hand", "gl-america-new-york", "gl-catch-up"],
    ]);
    expect(found["gl-by-hand"]).not.toContain("triggers");
    expect(found["gl-america-new-york"]).toContain("timezone: America/New_York\n");
    expect(found["gl-catch-up"]).toContain("missed: all\n");
  });

  test("a folder without an order method has no trigger", () => {
    expect(specs(folder(jobs, "")).specs.gl).not.toContain("triggers");
  });

  test("by application, by job", () => {
    expect(Object.keys(specs(folder(jobs), "application").specs)).toContain("ledger");
    expect(Object.keys(specs(folder(jobs), "job").specs)).toEqual([
      ...["gl-a", "gl-b-by-hand", "gl-c-america-new-york", "gl-d-catch-up"],
    ]);
  });

  test("but not what a smart folder gates", () => {
    const smart = `<SMART_FOLDER FOLDER_NAME="S" FOLDER_ORDER_METHOD="SYSTEM"><RULE_BASED_CALENDAR NAME="R" DAYS="1"/>
      <JOB JOBNAME="A" DAYS="ALL" RETRO="1"/><JOB JOBNAME="B" DAYS="ALL" TIMEZONE="EST"/></SMART_FOLDER>`;
    const { specs: found, estate } = specs(smart, "job");
    expect(Object.keys(found)).toEqual(["s"]);
    expect(found.s).toContain('  - schedule: {nthDay: 1, at: "05:00"}\n');
    const [refusal] = estate.jobs.find(({ key }) => key === "S/B")?.refusals ?? [];
    expect(refusal?.code).toBe("control-m-zone-within");
  });
});
