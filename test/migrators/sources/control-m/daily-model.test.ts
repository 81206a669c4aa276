// The cases of the reference on conditions, time and lifetime, as starts of the daily model and of what was translated.

import { expect, test } from "vitest";
import { sideBySide } from "#test/support/side-by-side.ts";
import { controlM } from "#test/support/translated.ts";

/** Monday to Wednesday; a new day begins at 05:00. */
const range = { from: "2026-01-05", to: "2026-01-08" };

const job = (name: string, head: string, body = "") =>
  `<JOB JOBNAME="${name}" TASKTYPE="Command" CMDLINE="x" ${head}>${body}</JOB>`;
const needs = (name: string, more = "") => `<INCOND NAME="${name}" ODATE="ODAT" ${more}/>`;
const adds = (name: string, more = 'ODATE="ODAT"') => `<OUTCOND NAME="${name}" ${more} SIGN="+"/>`;

/** Of one folder F, without its name before those of the jobs. */
function starts(
  jobs: readonly string[],
  durations: Record<string, string> = {},
  { kind = "FOLDER", head = "" } = {},
) {
  const smart = kind === "FOLDER" ? "" : ' DAYS="ALL"';
  const text = `<DEFTABLE><${kind} FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"${smart}>${head}${jobs.join("")}</${kind}></DEFTABLE>`;
  const found = sideBySide(controlM(text), durations, range);
  expect(found.refused).toEqual([]);
  const short = (lines: readonly string[]) => lines.map((line) => line.replace("F/", ""));
  return { ...found, starts: short(found.starts), never: short(found.never) };
}

const daily = 'DAYS="ALL"';

test("CM-23 a job starts at the later of its time and its condition", () => {
  const jobs = [job("A", daily, adds("X")), job("B", `${daily} TIMEFROM="0700"`, needs("X"))];
  expect(starts(jobs, { A: "1h" }).starts).toContain("B 2026-01-05 07:00");
  expect(starts(jobs, { A: "3h" }).starts).toContain("B 2026-01-05 08:00");
});

test("CM-19 a time before New Day is of the next calendar day, with the date unchanged", () => {
  expect(starts([job("A", `${daily} TIMEFROM="0300"`)]).starts[0]).toBe(
    "A 2026-01-05 2026-01-06 03:00",
  );
});

test("CM-31 MAXWAIT keeps a job for days, and without it New Day drops it", () => {
  const late = job("A", 'WEEKDAYS="1"', adds("X", 'ODATE="STAT"'));
  const waits = '<INCOND NAME="X" ODATE="STAT"/>';
  const kept = starts([late, job("B", `${daily} MAXWAIT="1"`, waits)], { A: "30h" });
  expect(kept.starts).toContain("B 2026-01-05 2026-01-06 11:00");
  const dropped = starts([late, job("B", daily, waits)], { A: "30h" });
  expect(dropped.starts).not.toContain("B 2026-01-05 2026-01-06 11:00");
  expect(dropped.never).toEqual(["B 2026-01-05: X without a date"]);
});

test("CM-35 PREV is the date on which the job was scheduled before", () => {
  const jobs = [
    job("A", 'WEEKDAYS="1,3"', adds("X")),
    job("B", 'WEEKDAYS="1,3"', '<INCOND NAME="X" ODATE="PREV"/>'),
  ];
  const { starts: found, differences } = starts(jobs, { A: "50h" });
  expect(differences).toEqual([]);
  // Monday's A ends on Wednesday at seven; on Monday what was before the span counts as there.
  expect(found.filter((line) => line.startsWith("B"))).toEqual([
    ...["B 2026-01-05 05:00", "B 2026-01-07 07:00"],
  ]);
});

test("CM-37 who deletes a condition takes it from those that come later", () => {
  const jobs = [
    job("A", daily, adds("X")),
    job("B", daily, `${needs("X")}<OUTCOND NAME="X" ODATE="ODAT" SIGN="-"/>`),
    job("C", `${daily} TIMEFROM="0900"`, needs("X")),
  ];
  const { never, differences } = starts(jobs);
  expect(differences).toEqual([]);
  expect(never.filter((line) => line.startsWith("C"))[0]).toBe("C 2026-01-05: X of 2026-01-05");
});

test("CM-38 of two that add a condition any one suffices", () => {
  const jobs = [
    job("A", daily, adds("X")),
    job("B", daily, adds("X")),
    job("C", daily, needs("X")),
  ];
  expect(starts(jobs, { A: "3h", B: "1h" }).starts).toContain("C 2026-01-05 06:00");
});

test("CM-39 brackets join before what stands beside them", () => {
  const condition = `${needs("A", 'AND_OR="A"')}${needs("B", 'AND_OR="A" OP="("')}${needs("C", 'AND_OR="O" OP=")"')}`;
  const of = (name: string) => job(name, daily, adds(name));
  const jobs = [of("A"), of("B"), of("C"), job("D", daily, condition)];
  expect(starts(jobs, { A: "2h", B: "4h", C: "1h" }).starts).toContain("D 2026-01-05 07:00");
});

test("CM-40 what waits for a condition that nobody adds never starts, and that is told", () => {
  const { starts: found, never } = starts([job("A", daily, needs("GHOST"))]);
  expect(found).toEqual([]);
  expect(never[0]).toBe("A 2026-01-05: GHOST of 2026-01-05, which nobody adds");
});

test("CM-28 a cycle counts from each end, and a new date begins its own", () => {
  const jobs = [job("A", `${daily} CYCLIC="1" IND_CYCLIC="E" INTERVAL="00008H"`)];
  const { starts: found, differences } = starts(jobs, { A: "3h" });
  expect(differences).toEqual([]);
  expect(found.slice(0, 4)).toEqual([
    ...["A 2026-01-05 05:00", "A 2026-01-05 16:00", "A 2026-01-05 2026-01-06 03:00"],
    "A 2026-01-06 05:00",
  ]);
});

test("CM-44 a smart folder gates its members and adds its own when all have ended", () => {
  const folder = starts(
    [job("A", daily), job("B", daily)],
    { A: "1h", B: "2h" },
    {
      ...{ kind: "SMART_FOLDER", head: `${needs("GO")}${adds("DONE")}` },
    },
  );
  expect(folder.starts).toEqual([]);
  expect(folder.never[0]).toContain("A 2026-01-05: F, which waits for GO of 2026-01-05");
});

test("CM-44 a member that is dropped keeps its folder from adding, one of another day does not", () => {
  const folder = (waits: string) =>
    `<SMART_FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM" DAYS="ALL">${adds("DONE")}${job("A", 'WEEKDAYS="1"')}${job("B", daily, waits)}</SMART_FOLDER>`;
  const after = `<FOLDER FOLDER_NAME="G" FOLDER_ORDER_METHOD="SYSTEM">${job("C", daily, needs("DONE"))}</FOLDER>`;
  const of = (waits: string) =>
    sideBySide(controlM(`<DEFTABLE>${folder(waits)}${after}</DEFTABLE>`), {}, range);
  const isOfC = (line: string) => line.includes("G/C");
  expect(of("").starts.filter(isOfC)).toHaveLength(3);
  expect(of(needs("GHOST")).starts.filter(isOfC)).toEqual([]);
});

test("END_FOLDER: nothing more of a folder starts once the job has ended, and it is over with what runs", () => {
  const folder = (...jobs: string[]) =>
    `<SMART_FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM" DAYS="ALL">${adds("DONE")}${jobs.join("")}</SMART_FOLDER>`;
  const after = `<FOLDER FOLDER_NAME="G" FOLDER_ORDER_METHOD="SYSTEM">${job("C", daily, needs("DONE"))}</FOLDER>`;
  const text = folder(
    job("E", `${daily} END_FOLDER="Y"`),
    job("SLOW", daily),
    job("LATE", `${daily} TIMEFROM="0700"`),
    `<SUB_FOLDER JOBNAME="S" DAYS="ALL">${job("IN", `${daily} TIMEFROM="0630"`)}</SUB_FOLDER>`,
  );
  const of = (durations: Record<string, string>) =>
    sideBySide(controlM(`<DEFTABLE>${text}${after}</DEFTABLE>`), durations, range);
  const first = (starts: readonly string[]) => starts.filter((line) => line.includes("2026-01-05"));
  const early = of({ E: "1h", SLOW: "3h" });
  expect(early).toMatchObject({ refused: [], differences: [] });
  expect(first(early.starts)).toEqual([
    ...["F/E 2026-01-05 05:00", "F/SLOW 2026-01-05 05:00", "G/C 2026-01-05 08:00"],
  ]);
  const late = of({ E: "4h", SLOW: "3h", LATE: "1h" });
  expect(late.differences).toEqual([]);
  expect(first(late.starts)).toContain("F/LATE 2026-01-05 07:00");
});
