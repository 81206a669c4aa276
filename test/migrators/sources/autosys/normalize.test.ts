import { describe, expect, test } from "vitest";
import type { AutosysOptions } from "#migrators/sources/autosys/normalize.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { plainJob } from "#test/support/plain-job.ts";

/** The one job that the text is about; errors and warnings by their codes. */
function job(text: string, options: Partial<AutosysOptions> = {}, name = "A") {
  const estate = autosysEstate(`insert_job: A   job_type: CMD\ncommand: x\n${text}`, options);
  const found = estate.jobs.find((each) => each.name === name);
  if (!found) throw new Error(`no job ${name}`);
  const codes = estate.findings.map(({ code, severity }) => `${severity} ${code}`);
  return { ...plainJob(found), codes, refused: found.refusals.map(({ code }) => code), estate };
}
const names = (text: string) => autosysEstate(text).jobs.map(({ name }) => name);
const refusals = (text: string) =>
  autosysEstate(text).jobs.map(({ name, refusals: all }) => [name, ...all.map(({ code }) => code)]);

describe("statements in the order of the files", () => {
  const box = "insert_job: B\njob_type: b\ninsert_job: M\nbox_name: B\ncommand: x\n";

  test("AS-21 delete_box takes its members, delete_job leaves them alone", () => {
    const nested = `${box}insert_job: I\njob_type: b\nbox_name: B\ninsert_job: N\nbox_name: I\n`;
    expect(names(`${nested}delete_box: B`)).toEqual([]);
    const left = autosysEstate(`${box}delete_job: B`);
    expect(left.jobs.map(({ name, parent }) => [name, parent])).toEqual([["M", null]]);
    expect(left.inert.map(({ code }) => code)).toEqual(["jil-deleted", "jil-deleted"]);
    expect(autosysEstate("delete_job: X").refused?.map(({ code }) => code)).toEqual([
      "jil-ref-order",
    ]);
  });

  test("AS-22 updates are merged", () => {
    const updated = job("n_retrys: 1\nupdate_job: A\nn_retrys: 2\ndescription: d");
    expect(updated.result.retry?.value).toEqual({ retries: 2, delayMinutes: null });
    expect(updated.also).toHaveLength(1);
    expect(updated.inert).toContainEqual(
      expect.objectContaining({
        code: "jil-replaced",
        attribute: expect.objectContaining({ value: "1" }),
      }),
    );
    expect(job("condition: s(A)\nupdate_job: A\ncondition: NULL").refused).toContain(
      "jil-attr-cleared",
    );
  });

  test("AS-52 the same job twice is one, a different one refuses it", () => {
    const one = "insert_job: A\ncommand: x\nmachine: m\n";
    expect(refusals(one + one)).toEqual([["A"]]);
    expect(refusals(`${one}insert_job: A\ncommand: y\n`)).toEqual([["A", "jil-dup-job"]]);
  });

  test("renames carry members along, overrides are not merged", () => {
    const renamed = autosysEstate(`${box}rename_job: B C\noverride_job: M\ncommand: y\n`);
    expect(renamed.jobs.map(({ name, parent }) => [name, parent])).toEqual([
      ["C", null],
      ["M", "C"],
    ]);
    expect(renamed.refused?.map(({ code }) => code)).toEqual(["jil-override"]);
  });

  test("boxes come before their members", () => {
    expect(names("insert_job: M\nbox_name: B\ncommand: x\ninsert_job: B\njob_type: BOX")).toEqual([
      ...["B", "M"],
    ]);
  });
});

describe("conditions", () => {
  test("AS-27 AS-28 siblings and mutual exclusion are read as they are", () => {
    const text = "condition: s(M) & n(M)\ninsert_job: M\ncommand: x\ncondition: n(A)";
    expect(job(text)).toMatchObject({
      condition: { kind: "all", of: [{ status: "success" }, { status: "notRunning" }] },
      refused: [],
    });
  });

  test("AS-25 AS-26 an end counts whenever it was, but among siblings and with a look-back", () => {
    const other = "\ninsert_job: O\ncommand: x";
    expect(job(`condition: s(O)${other}`).codes).toContain("info jil-cond-latch");
    expect(job(`condition: s(O, 0)${other}`).codes).not.toContain("info jil-cond-latch");
    expect(job(`condition: n(O)${other}`).codes).not.toContain("info jil-cond-latch");
    const box = "box_name: B\ncondition: s(O)\ninsert_job: B\njob_type: b";
    expect(job(`${box}${other}\nbox_name: B`).codes).not.toContain("info jil-cond-latch");
  });

  test("AS-29 a handler of failures hangs its box", () => {
    const text =
      "box_name: B\ninsert_job: B\njob_type: b\ninsert_job: F\ncommand: x\nbox_name: B\ncondition: f(A)";
    expect(job(text).codes).toContain("warning jil-box-hang");
  });

  test("AS-30 a job that doesn't exist, AS-31 one of another instance", () => {
    expect(job("condition: s(MISSING)").refused).toEqual(["jil-ref-dangling"]);
    expect(job("condition: s(JOB^PRD)")).toMatchObject({
      refused: [],
      condition: { job: { name: "JOB", instance: "PRD" } },
    });
  });

  test("AS-14 AS-23 AS-24 faults refuse the job, mixed operators warn", () => {
    expect(job("condition: s(A)\n s(A)").refused).toEqual(["jil-cond-syntax"]);
    expect(job("condition: s(A, 1.5)").refused).toEqual(["jil-cond-lookback"]);
    expect(job("condition: s(A) | s(A) & s(A)").codes).toContain(
      "warning jil-cond-flat-precedence",
    );
  });

  test("AS-40 boxes in themselves, and members that wait for their box", () => {
    const text =
      "insert_job: C\njob_type: BOX\nbox_name: C\ninsert_job: M\ncommand: x\nbox_name: C\ncondition: success(C)";
    expect(refusals(text)).toEqual([
      ["C", "jil-box-cycle"],
      ["M", "jil-box-cycle", "jil-cond-self"],
    ]);
    expect(refusals("insert_job: M\ncommand: x\nbox_name: C")).toEqual([["M", "jil-ref-box"]]);
  });
});

describe("schedules", () => {
  const dated = "date_conditions: 1\n";

  test("AS-01 nothing counts without date_conditions", () => {
    const dead = job('start_times: "20:00"\ndays_of_week: all');
    expect(dead.schedule.start).toEqual({ kind: "none" });
    expect(dead.codes).toContain("warning jil-sched-dead");
    expect(dead.inert.map(({ code }) => code)).toContain("jil-sched-dead");
  });

  test("days, times, calendars that are left out", () => {
    const text = `${dated}days_of_week: mo,fr\nexclude_calendar: H\nstart_times: 10:00,09:00,10:00`;
    const calendar = { calendars: { H: ["2026-12-25"] } };
    expect(job(text, calendar)).toMatchObject({
      refused: [],
      schedule: {
        start: {
          days: {
            rule: "all",
            rules: [
              { rule: "weekdays", weekdays: [1, 5] },
              { rule: "not", not: { rule: "calendar", calendar: "H" } },
            ],
          },
          times: { value: { at: ["09:00", "10:00"] } },
        },
        timezone: { value: "America/New_York" },
      },
    });
    const missing = job(text);
    expect(missing.refused).toEqual(["jil-cal-missing"]);
    expect(missing.estate.decisions).toMatchObject([{ parameter: "calendars.H", jobs: ["A"] }]);
  });

  test("AS-44 quoted minutes", () => {
    expect(job(`${dated}days_of_week: all\nstart_mins: "0,15"`).schedule.start).toMatchObject({
      times: { value: { minutes: [0, 15] } },
    });
  });

  test("AS-35 a window with a comma is no window", () => {
    expect(job(`${dated}days_of_week: all\nrun_window: "18:00,23:00"`).refused).toEqual([
      "jil-attr-value",
    ]);
  });

  test("what excludes each other, and what says nothing", () => {
    const both = `${dated}days_of_week: all\nstart_times: 1:00\nstart_mins: 5`;
    expect(job(both).refused).toEqual(["jil-sched-both"]);
    expect(job(dated).refused).toEqual(["jil-sched-never"]);
    expect(job(`${dated}start_times: 04:00`).codes).toContain("warning jil-sched-every-day");
  });

  test("AS-43 zones, and what is asked for where none is known", () => {
    const zone = (text: string, options: Partial<AutosysOptions> = {}) =>
      job(`${dated}start_times: 04:00\n${text}`, options);
    expect(zone("timezone: IST-5:30").schedule.timezone?.value).toBe("+05:30");
    expect(zone("timezone: Zurich").refused).toEqual(["jil-zone-unknown"]);
    expect(zone("timezone: Zurich", { zones: { ZURICH: "Europe/Zurich" } }).refused).toEqual([]);
    const unknown = zone("", { timezone: null });
    expect(unknown.refused).toEqual(["jil-zone-missing"]);
    expect(unknown.estate.decisions).toMatchObject([{ parameter: "timezone", jobs: ["A"] }]);
  });
});

describe("what jobs do, and what their ends mean", () => {
  test("AS-37 codes that fail decide alone", () => {
    const codes = job("fail_codes: 5,6,7\nsuccess_codes: 0-4,8\nmax_exit_success: 4");
    expect(codes.result.success).toBeNull();
    expect(codes.result.failure?.value).toHaveLength(3);
    expect(codes.inert.filter(({ code }) => code === "jil-codes-overruled")).toHaveLength(2);
    expect(job("max_exit_success: 4").result.success?.value).toEqual([{ first: 0, last: 4 }]);
  });

  test("AS-38 ice, hold and noexec, by definition and by the report of states", () => {
    expect(job("status: ON_ICE").state?.value).toBe("iced");
    expect(job("", { states: new Map([["A", "held"]]) }).state).toEqual({
      value: "held",
      from: [],
    });
    expect(job("status: SUCCESS").refused).toEqual(["jil-state-seeded"]);
    expect(job("", { states: null }).codes).toContain("warning jil-state-missing");
  });

  test("AS-39 AS-51 minutes that end a job, and that only alarm", () => {
    const timed = job("term_run_time: 60\nmax_run_alarm: 80\nmin_run_alarm: 0");
    expect(timed.result.timeout?.value).toBe(60);
    expect(timed.deadlines).toMatchObject([{ kind: "longerThan", minutes: 80 }]);
  });

  test("AS-41 AS-49 types", () => {
    const type = (text: string) => autosysEstate(`insert_job: A\njob_type: ${text}`).jobs[0];
    expect(type("FILEWATCH\nwatch_file: f")?.refusals[0]).toMatchObject({
      code: "jil-type-unknown",
      message: expect.stringContaining("FW"),
    });
    expect(type("FT\nwatch_file: /in/f\nwatch_file_type: CREATE")?.work).toMatchObject({
      kind: "fileWatch",
      until: "exists",
    });
    expect(type("FW\nwatch_file: /in/f\nwatch_interval: 30")?.work).toMatchObject({
      ...{ path: { value: "/in/f" }, stableSeconds: { value: 30 } },
    });
    expect(type("SAP\nsap_job_name: x")?.refusals[0]?.code).toBe("jil-type-unsupported");
  });

  test("words that JavaScript has a meaning for are words of nobody", () => {
    expect(job("constructor: x").settled).toMatchObject([{ code: "jil-attr-unknown" }]);
    expect(job("condition: constructor(A)").refused).toEqual(["jil-cond-syntax"]);
    expect(refusals("insert_job: A\njob_type: constructor")).toEqual([["A", "jil-type-unknown"]]);
    expect(names("insert_job: __proto__\ncommand: x")).toEqual(["__proto__"]);
  });

  test("AS-42 a list of machines is one run on any of them", () => {
    expect(job("machine: m1, m2").hosts?.value).toEqual({ names: ["m1", "m2"], mode: "any" });
    expect(job("machine: m1\nsome text").refused).toEqual(["jil-attr-value"]);
    expect(job("envvars: A=1\nsome text").refused).toEqual(["jil-attr-value"]);
    expect(job("permission: gx\nsome text").refused).toEqual(["jil-lex-stray-line"]);
    expect(job("machine: $$HOST").refused).toEqual(["jil-var-global"]);
    expect(job("machine: `choose`").refused).toEqual(["jil-host-computed"]);
  });

  test("AS-45 AS-46 AS-18 output, priority, environment", () => {
    const text = "std_out_file: >> f\nstd_err_file: e\npriority: 0\nenvvars: A=1\nenvvars: B=2";
    const set = job(text);
    expect(set.work).toMatchObject({
      stdout: { value: { file: "f", append: true } },
      stderr: { value: { file: "e", append: true } },
    });
    expect(set.settled).toMatchObject([{ outcome: "equivalent", code: "jil-std-append" }]);
    expect(set.priority?.value).toBe("0");
    expect(set.environment.map(({ name, value }) => name + value.value)).toEqual(["A1", "B2"]);
  });

  test("AS-50 variables of Control-M are literal, globals of AutoSys refuse", () => {
    expect(job("profile: %%P%%").refused).toEqual([]);
    expect(job("std_in_file: $$IN").refused).toEqual(["jil-var-global"]);
  });

  test("AS-53 names that differ in a dot and in case are two jobs", () => {
    expect(names("insert_job: A.b\ncommand: x\ninsert_job: a_b\ncommand: x")).toHaveLength(2);
  });

  test("resources, machines and unknown sub-commands", () => {
    const estate = autosysEstate(
      "insert_resource: R\nres_type: D\namount: 5\ninsert_machine: m\ntype: a\ninsert_thing: t\n" +
        "insert_job: A\ncommand: x\nresources: (R, QUANTITY=2, FREE=Y)",
    );
    expect(estate.resources).toMatchObject([{ name: "R", kind: "spent", units: { value: 5 } }]);
    expect(estate.jobs[0]?.resources).toMatchObject([
      { resource: "R", amount: { value: 2 }, keepOnFailure: true, spend: true },
    ]);
    expect(
      autosysEstate("insert_resource: R\namount: 5\nupdate_resource: R\namount: 7").resources,
    ).toMatchObject([{ kind: "pool", units: { value: 7 } }]);
    expect(autosysEstate("insert_resource: R\ndelete_resource: R").resources).toEqual([]);
    expect(estate.inert.map(({ of }) => of.kind)).toEqual(["insert_machine"]);
    expect(estate.refused?.map(({ code }) => code)).toEqual(["jil-lex-subcommand"]);
  });
});

test("a refusal names the attribute for which a job is refused", () => {
  const [job] = autosysEstate("insert_job: A\ncommand: x\nmachine: m\nstart_time: 10:00\n").jobs;
  expect(job?.refusals.map(({ from }) => from.map(({ name, value }) => [name, value]))).toEqual([
    [["start_time", "10:00"]],
  ]);
});
