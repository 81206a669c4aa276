import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LegacyJob } from "#migrators/legacy.ts";
import { controlMFires } from "#migrators/sources/control-m/fires.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import { jsonEstate, xmlEstate } from "#test/support/control-m-estate.ts";

const site: Site = {
  ...{ newDay: "05:00", timezone: "UTC", weekStart: "monday", dateStandard: "mmdd" },
  calendars: new Map(),
};
const of = (text: string, more: Partial<Site> = {}) =>
  controlMEstate([{ file: "x", bytes: new TextEncoder().encode(text) }], { ...site, ...more });
const estate = (job: string, children = "") =>
  of(
    `<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x" ${job}>${children}</JOB></FOLDER></DEFTABLE>`,
  );
const jobOf = (job: string, children = ""): LegacyJob =>
  estate(job, children).jobs.at(-1) as LegacyJob;
const shape = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, each) => (key === "from" ? undefined : each)));
const inertCodes = (job: LegacyJob) =>
  job.inert.map(({ attribute, code }) => `${attribute?.name} ${code}`);

describe("conditions", () => {
  test("CM-35, CM-36: dates of conditions", () => {
    const parts = ["PREV", "STAT", "0315", "+002", "****"].map(
      (date) => `<INCOND NAME="X" ODATE="${date}" AND_OR="A"/>`,
    );
    expect(shape(jobOf("", parts.join("")).condition)).toEqual({
      kind: "all",
      of: [
        { kind: "previous" },
        { kind: "static" },
        { kind: "yearDay", day: "03-15" },
        { kind: "days", days: 2 },
        { kind: "any" },
      ].map((date) => ({ kind: "event", event: "X", date })),
    });
  });

  test("CM-37: OUTCONDs in their order", () => {
    const { result } = jobOf(
      "",
      '<INCOND NAME="X"/><OUTCOND NAME="X" SIGN="-"/><OUTCOND NAME="Y"/>',
    );
    expect(shape(result.effects)).toEqual([
      { kind: "clear", event: "X", date: { kind: "same" } },
      { kind: "emit", event: "Y", date: { kind: "same" } },
    ]);
  });

  test("CM-39: brackets, and what stands without them is refused", () => {
    const event = (name: string) => ({ kind: "event", event: name, date: { kind: "same" } });
    const text =
      '<INCOND NAME="A" AND_OR="A"/><INCOND NAME="B" AND_OR="A" OP="("/><INCOND NAME="C" AND_OR="O" OP=")"/>';
    const job = jobOf("", text);
    expect(shape(job.condition)).toEqual({
      kind: "all",
      of: [event("A"), { kind: "any", of: [event("B"), event("C")] }],
    });
    expect(job.refusals).toEqual([]);
    const mixed = jobOf("", text.replaceAll(/ OP="."/g, ""));
    expect(mixed.refusals).toMatchObject([{ code: "control-m-mixed-operators" }]);
    expect(jobOf("", text.replace(' OP=")"', "")).refusals).toMatchObject([
      { code: "control-m-brackets" },
    ]);
  });

  test("CM-41: ADJUST_COND is not taken for strict", () => {
    expect(jobOf('ADJUST_COND="Y"').refusals).toMatchObject([{ code: "control-m-adjust" }]);
    const folder = (letter: string) =>
      of(`<DEFTABLE><SMART_FOLDER FOLDER_NAME="F" ADJUST_COND="${letter}"/></DEFTABLE>`).jobs[0];
    expect(folder("Y")?.adjust?.value).toEqual({ letter: "Y", waits: false });
    expect(folder("B")?.adjust?.value).toEqual({ letter: "B", waits: true });
    expect(folder("N")?.adjust).toBe(undefined);
    expect(folder("Q")?.refusals).toMatchObject([{ code: "control-m-adjust" }]);
  });
});

describe("jobs", () => {
  test("CM-27, CM-30, CM-32: what has no effect is inert", () => {
    const job = jobOf('CYCLIC="0" INTERVAL="00001M" CYCLIC_TYPE="V" MAXRERUN="5"');
    expect([job.schedule.cyclic, job.result.retry]).toEqual([null, null]);
    expect(inertCodes(job)).toEqual(
      expect.arrayContaining([
        ...["INTERVAL control-m-not-cyclic", "CYCLIC_TYPE control-m-not-cyclic"],
        "MAXRERUN control-m-no-rerun",
      ]),
    );
  });

  test("CM-28, CM-29, CM-33: cycles", () => {
    expect(
      shape(jobOf('CYCLIC="1" IND_CYCLIC="E" INTERVAL="00020M" MAXRERUN="8"').schedule.cyclic),
    ).toEqual({
      ...{ kind: "interval", minutes: 20, base: "end", max: { value: 8 } },
    });
    const times =
      'CYCLIC="1" CYCLIC_TYPE="S" CYCLIC_TIMES_SEQUENCE="0900,0930" CYCLIC_TOLERANCE="3"';
    expect(shape(jobOf(times).schedule.cyclic)).toEqual({
      ...{ kind: "times", at: ["09:00", "09:30"], toleranceMinutes: 3, max: null },
    });
    expect(jobOf('CYCLIC="1" INTERVAL="soon"').refusals).toMatchObject([
      { code: "control-m-value" },
    ]);
  });

  test("CM-31: MAXWAIT is days; CM-26: RETRO runs each missed date", () => {
    const { schedule } = jobOf('MAXWAIT="3" RETRO="1"');
    expect([schedule.window?.keepDays?.value, schedule.missed]).toEqual([3, "all"]);
    expect(jobOf('MAXWAIT="99"').schedule.window?.keepDays).toBe(null);
  });

  test("CM-42, CM-43: what an end causes", () => {
    const { result } = jobOf(
      'MAXRERUN="2"',
      '<ON STMT="*" CODE="NOTOK"><DOACTION ACTION="OK"/></ON><ON STMT="*" CODE="COMPSTAT EQ 3"><DOACTION ACTION="RERUN"/></ON>' +
        '<ON STMT="*" CODE="OK"><DOFORCEJOB TABLE_NAME="F" NAME="K" ODATE="ODAT"/></ON>',
    );
    expect(shape(result.rules)).toEqual([
      { when: { kind: "failure" }, effects: [{ kind: "result", result: "success" }] },
      { when: { kind: "exitCode", compare: "=", code: 3 }, effects: [{ kind: "rerun" }] },
      {
        when: { kind: "success" },
        effects: [{ kind: "start", job: "F/K", date: { kind: "same" } }],
      },
    ]);
    expect(result.retry?.value).toEqual({ retries: 2, delayMinutes: null });
    const unknown = (action: string) =>
      jobOf("", `<ON STMT="*" CODE="ENDEDOK">${action}</ON>`).refusals.map(({ code }) => code);
    expect(unknown('<DOACTION ACTION="OK"/>')).toEqual(["control-m-on-code"]);
    expect(unknown('<DOMAIL DEST="a@example.com"/>')).toEqual([]);
  });

  test("CM-44: a smart folder gates its members, nested ones too", () => {
    const { jobs } = of(
      '<DEFTABLE><SMART_FOLDER FOLDER_NAME="S" TIMEFROM="0800"><INCOND NAME="X"/><OUTCOND NAME="Y"/><SUB_FOLDER JOBNAME="T"><JOB JOBNAME="J" CMDLINE="x" TASKTYPE="Command"/></SUB_FOLDER></SMART_FOLDER></DEFTABLE>',
    );
    expect(jobs.map(({ key, parent, work }) => [key, parent, work.kind])).toEqual([
      ["S", null, "group"],
      ["S/T", "S", "group"],
      ["S/T/J", "S/T", "command"],
    ]);
    expect([jobs[0]?.condition?.kind, jobs[0]?.result.effects[0]?.kind]).toEqual(["event", "emit"]);
  });

  test("CM-45: a dummy runs nothing and posts; CM-48: what only the product runs is unsupported", () => {
    expect(jobOf('TASKTYPE="Dummy"'.replace("TASKTYPE", "APPL_TYPE")).work).toMatchObject({
      kind: "unsupported",
    });
    const dummy = of(
      '<DEFTABLE><FOLDER FOLDER_NAME="F"><JOB JOBNAME="J" TASKTYPE="Dummy"><OUTCOND NAME="X"/></JOB></FOLDER></DEFTABLE>',
    ).jobs[1];
    expect([dummy?.work.kind, dummy?.result.effects.length]).toEqual(["dummy", 1]);
    expect(jobOf('APPL_TYPE="BIM"').work).toMatchObject({ kind: "unsupported", type: "BIM" });
  });

  test("CM-46, CM-47: shouts and mail", () => {
    const job = jobOf(
      "",
      '<SHOUT WHEN="EXECTIME" TIME="+005" DEST="EM"/><SHOUT WHEN="LATESUB" TIME="0800"/><SHOUT WHEN="LATE"/>',
    );
    expect(shape(job.deadlines)).toEqual([
      { kind: "longerThanUsual", minutes: 5, percent: false, to: ["EM"] },
      { kind: "startBy", at: ["08:00"] },
    ]);
    expect(job.refusals).toMatchObject([{ code: "control-m-shout" }]);
    const mail = (message: string) =>
      shape(
        jobOf("", `<ON STMT="*" CODE="NOTOK"><DOMAIL DEST="a;b" MESSAGE="${message}"/></ON>`).result
          .rules[0]?.effects,
      );
    expect(mail("0005hello")).toMatchObject([
      { notification: { to: ["a", "b"], message: "hello" } },
    ]);
    expect(mail("2026 was")).toMatchObject([{ notification: { message: "2026 was" } }]);
  });

  test("CM-49, CM-50: agents and confirmation", () => {
    expect(jobOf('MULTY_AGENT="Y"').refusals).toMatchObject([{ code: "control-m-all-agents" }]);
    expect(
      [jobOf('CONFIRM="0"'), jobOf('CONFIRM="1"')].map(({ confirm }) => confirm?.value),
    ).toEqual([false, true]);
  });

  test("CM-53: a stale body isn't run; CM-58: a command is passed unchanged", () => {
    const stale = jobOf('USE_INSTREAM_JCL="N" INSTREAM_JCL="rm -r /"');
    expect(stale.work).toMatchObject({ form: "line", text: { value: "x" } });
    expect(inertCodes(stale)).toContain("INSTREAM_JCL control-m-stale-script");
    expect(jobOf('USE_INSTREAM_JCL="Y" INSTREAM_JCL="a&#xA;b"').work).toMatchObject({
      ...{ form: "script", text: { value: "a\nb" } },
    });
  });

  test("file transfers and file watches are told from their variables", () => {
    const variables = (values: Record<string, string>) =>
      Object.entries(values)
        .map(([name, value]) => `<VARIABLE NAME="%%${name}" VALUE="${value}"/>`)
        .join("");
    const ftp = {
      "FTP-LHOST": "here",
      "FTP-RHOST": "there",
      "FTP-LPATH1": "/a",
      "FTP-RPATH1": "/b",
      "FTP-UPLOAD1": "1",
    };
    expect(shape(jobOf('APPL_TYPE="FILE_TRANS"', variables(ftp)).work)).toMatchObject({
      kind: "transfer",
      pairs: [{ source: { host: "here", path: "/a" }, target: { host: "there", path: "/b" } }],
    });
    const watch = { "FileWatch-FILE_PATH": "/in/x", "FileWatch-TIME_LIMIT": "30" };
    expect(shape(jobOf('APPL_TYPE="FileWatch"', variables(watch)).work)).toMatchObject({
      ...{ kind: "fileWatch", path: { value: "/in/x" }, withinMinutes: { value: 30 } },
    });
    expect(jobOf('APPL_TYPE="FILE_TRANS"').work.kind).toBe("unsupported");
    const quoted = { ...ftp, "FTP-LPATH1": "&quot;C:\\a b&quot;", "FTP-TRANSFER_NUM": "1" };
    expect(jobOf('APPL_TYPE="FILE_TRANS"', variables(quoted)).work).toMatchObject({
      pairs: [{ source: { path: "C:\\a b" } }],
    });
    const short = { ...ftp, "FTP-TRANSFER_NUM": "2" };
    expect(jobOf('APPL_TYPE="FILE_TRANS"', variables(short)).work.kind).toBe("unsupported");
  });

  test("a misspelt attribute is suggested, and refuses its job alone", () => {
    const found = of(
      '<DEFTABLE><FOLDER FOLDER_NAME="F"><JOB JOBNAME="J" CMDLNE="x" DAYS="ALL"/><JOB JOBNAME="K" CMDLINE="x" TIMEUNTIL="0800"/></FOLDER></DEFTABLE>',
    );
    expect(found.jobs.map(({ refusals }) => refusals.map(({ code }) => code))).toEqual([
      [],
      ["control-m-attribute"],
      [],
    ]);
    expect(found.findings).toMatchObject([
      { code: "control-m-attribute", help: 'did you mean "CMDLINE"?' },
      { code: "control-m-alias" },
      { code: "control-m-attribute" },
    ]);
  });

  test("what the file doesn't say is asked once, with its jobs", () => {
    const text =
      '<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="J" WEEKDAYS="1" TASKTYPE="Command" CMDLINE="x"/><JOB JOBNAME="K" DAYS="D1" DAYSCAL="WORK" TASKTYPE="Command" CMDLINE="x"/></FOLDER></DEFTABLE>';
    const { decisions } = of(text, { newDay: undefined, weekStart: undefined });
    expect(decisions.map(({ parameter, jobs }) => [parameter, jobs])).toEqual([
      ["weekStart", ["F/J"]],
      ["calendars.WORK", ["F/K"]],
    ]);
    expect(of(text, { newDay: undefined }).decisions.map(({ parameter }) => parameter)).toContain(
      "newDay",
    );
  });

  test("calendars come with an export of them", () => {
    const year = "N".repeat(31) + "Y".repeat(334);
    const calendars = `<DEFCAL><CALENDAR NAME="WORK" TYPE="Regular"><YEAR NAME="2026" DAYS="${year}"/></CALENDAR></DEFCAL>`;
    const jobs =
      '<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="J" DAYS="D1" DAYSCAL="WORK" TASKTYPE="Command" CMDLINE="x"/></FOLDER></DEFTABLE>';
    const bytes = (text: string) => new TextEncoder().encode(text);
    const found = controlMEstate(
      [
        { file: "jobs.xml", bytes: bytes(jobs) },
        { file: "calendars.xml", bytes: bytes(calendars) },
      ],
      site,
    );
    const fires = [
      ...controlMFires(found.jobs[1] as LegacyJob, { from: "2026-01-01", to: "2026-03-01" }, found),
    ];
    expect(fires).toMatchObject([{ date: "2026-02-01" }]);
    expect(found.calendars[0]?.dates?.length).toBe(334);
  });
});

describe("Automation API JSON", () => {
  const folder = (members: object, more: object = {}) =>
    JSON.stringify({ F: { Type: "SimpleFolder", OrderMethod: "Automatic", ...members }, ...more });
  const job = (more: object) => ({ Type: "Job:Command", Command: "x", ...more });
  const dates = (text: string) => {
    const found = of(text);
    return found.jobs.flatMap((each) =>
      [...controlMFires(each, { from: "2026-02-01", to: "2026-02-08" }, found)].map(
        ({ date }) => `${each.key} ${date.slice(8)}`,
      ),
    );
  };

  test("CM-59, CM-55: no days are all days, Never is none", () => {
    expect(dates(folder({ J: job({}) }))).toHaveLength(7);
    expect(dates(folder({ J: job({ When: { FromTime: "0800" } }) }))).toHaveLength(7);
    expect(dates(folder({ J: job({ When: { Schedule: "Never" } }) }))).toEqual([]);
    expect(dates(folder({ J: job({ When: { WeekDays: ["MON", "TUE"] } }) }))).toEqual([
      "F/J 02",
      "F/J 03",
    ]);
    const both = { MonthDays: ["NONE"], WeekDays: ["SAT"], DaysRelation: "OR" };
    expect(dates(folder({ J: job({ When: both }) }))).toEqual(["F/J 07"]);
    expect(
      dates(folder({ J: job({ When: { SpecificDates: ["02/05"], MonthDays: ["NONE"] } }) })),
    ).toEqual(["F/J 05"]);
  });

  test("CM-34: Rerun is a cycle", () => {
    const found = of(folder({ J: job({ Rerun: { Every: "10", Units: "Minutes" } }) })).jobs[1];
    expect(shape(found?.schedule.cyclic)).toMatchObject({
      kind: "interval",
      minutes: 10,
      base: "start",
    });
    expect(found?.result.retry).toBe(null);
  });

  test("CM-54: a key that stands twice refuses its job", () => {
    const text =
      '{"F":{"Type":"SimpleFolder","J":{"Type":"Job:Command","Command":"a","Command":"b"},"K":{"Type":"Job:Command","Command":"c"}}}';
    expect(of(text).jobs.map(({ refusals }) => refusals.length)).toEqual([0, 1, 0]);
  });

  test("defaults hold where a job says nothing, the nearest first", () => {
    const more = { Defaults: { RunAs: "all", Job: { Host: "h", When: { WeekDays: ["SUN"] } } } };
    const found = of(
      folder({ Defaults: { RunAs: "near" }, J: job({}), K: job({ RunAs: "own" }) }, more),
    );
    expect(found.jobs.slice(1).map(({ user, hosts }) => [user?.value, hosts?.value.names])).toEqual(
      [
        ["near", ["h"]],
        ["own", ["h"]],
      ],
    );
    expect(found.jobs.map(({ refusals }) => refusals)).toEqual([[], [], []]);
    expect(dates(folder({ J: job({}) }, more))).toEqual(["F/J 01"]);
  });

  test("events with words between, flows, variables and actions", () => {
    const found = of(
      folder({
        J: job({
          any: {
            Type: "WaitForEvents",
            Events: [
              { Event: "A" },
              "(",
              { Event: "B" },
              "OR",
              { Event: "C", Date: "NoDate" },
              ")",
            ],
          },
          add: { Type: "AddEvents", Events: [{ Event: "D" }] },
          If: {
            Type: "If:CompletionStatus",
            CompletionStatus: ">=4",
            m: { Type: "Mail", To: "a@b", Message: "m" },
          },
          Variables: [{ V: "1" }],
        }),
        K: job({}),
        flow: { Type: "Flow", Sequence: ["J", "K"] },
      }),
    );
    const [, first, second] = found.jobs;
    expect(shape(first?.condition)).toMatchObject({
      kind: "all",
      of: [
        { event: "A" },
        { kind: "any", of: [{ event: "B" }, { event: "C", date: { kind: "static" } }] },
      ],
    });
    expect(shape(first?.result.effects)).toMatchObject([
      { event: "D" },
      { event: "flow_from_J_to_K" },
    ]);
    expect(shape(second?.condition)).toMatchObject({ event: "flow_from_J_to_K" });
    expect(shape(first?.result.rules)).toMatchObject([
      { when: { kind: "exitCode", compare: ">=", code: 4 }, effects: [{ kind: "notify" }] },
    ]);
    expect(shape(first?.environment)).toEqual([{ name: "%%V", value: { value: "1" } }]);
    expect(found.jobs.flatMap(({ refusals }) => refusals)).toEqual([]);
  });
});

test("any valid estate of either format is understood or refused by name", () => {
  fc.assert(
    fc.property(fc.oneof(xmlEstate(), jsonEstate()), (text) => {
      const found = of(text);
      expect(found.files.every(({ refused }) => !refused)).toBe(true);
      expect(new Set(found.jobs.map(({ key }) => key)).size).toBe(found.jobs.length);
    }),
    { numRuns: 200 },
  );
});
