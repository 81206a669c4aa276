// What jobs wait for, from legacy texts to specs: the cases of the references by their numbers.

import { describe, expect, test } from "vitest";
import { box, cmd, dated, folder, jil, jobElements, xml } from "#test/support/translated.ts";

describe("AutoSys", () => {
  test("AS-23 & and | from left to right, of the newest runs", () => {
    const { pipelines } = jil(
      cmd("A") + cmd("B") + cmd("C") + cmd("D", "condition: s(A) | s(B) & s(C)"),
    );
    const newest = (pipeline: string) => ({ pipeline, latest: true });
    const after = { all: [{ any: [newest("a"), newest("b")] }, newest("c")] };
    expect(pipelines.d).toMatchObject({ triggers: [{ after, per: "run" }] });
  });

  test("AS-24, AS-25 look-backs are hours and minutes; 0 is since the last end", () => {
    const awaits = (condition: string) =>
      jil(cmd("A") + cmd("B", `${dated}\ncondition: ${condition}`)).pipelines.b?.awaits;
    expect(awaits("s(A, 24.00)")).toEqual({ pipeline: "a", within: "24h" });
    expect(awaits("s(A, 00.30)")).toEqual({ pipeline: "a", within: "30m" });
    expect(awaits("s(A, 30)")).toEqual({ pipeline: "a", within: "30h" });
    expect(awaits("s(A, 02.30)")).toEqual({ pipeline: "a", within: "2h30m" });
    expect(awaits("s(A, 0)")).toEqual({ pipeline: "a", since: "lastEnd" });
    expect(awaits("s(A, 9999)")).toEqual({ pipeline: "a", latest: true });
  });

  test("AS-26, AS-27 across boxes the newest end, within a box an edge", () => {
    const { pipelines } = jil(
      box("W") +
        cmd("A", "box_name: W") +
        box("D", dated) +
        cmd("B", "box_name: D\ncondition: s(A)") +
        cmd("C", "box_name: D\ncondition: s(B) & d(A)"),
    );
    expect(pipelines.d?.tasks).toEqual({
      B: { awaits: { pipeline: "w", task: "A", latest: true } },
      C: { needs: ["B"], awaits: { pipeline: "w", task: "A", state: "finished", latest: true } },
    });
  });

  test("AS-28 n() of each other is a lock, one-sided it waits until the other doesn't run", () => {
    const { pipelines, files } = jil(
      box("X", dated) +
        cmd("A", "box_name: X\ncondition: n(B)") +
        cmd("B", "box_name: X\ncondition: n(A)") +
        cmd("C", "box_name: X\ncondition: n(A) & s(B)"),
    );
    expect(pipelines.x?.tasks).toEqual({
      A: { locks: { "A-or-B": "exclusive" } },
      B: { locks: { "A-or-B": "exclusive" } },
      C: { needs: ["B"], awaits: { task: "A", state: "notRunning" } },
    });
    expect(files).toEqual({ "pools.yaml": { "A-or-B": { lock: true } } });
  });

  test("AS-29 a handler of a failure waits for that, and is skipped when it can't come", () => {
    const { pipelines } = jil(
      box("X", dated) + cmd("A", "box_name: X") + cmd("H", "box_name: X\ncondition: f(A)"),
    );
    expect(pipelines.x?.tasks.H).toEqual({ awaits: { task: "A", state: "failed" } });
  });

  test("AS-30 a job that isn't there refuses by name, and says which is meant", () => {
    const { refusals, project } = jil(cmd("LOAD_A") + cmd("B", "condition: s(LAOD_A)"));
    expect(refusals).toEqual(["B jil-ref-dangling"]);
    expect(project.estate.jobs[1]?.refusals[0]?.message).toContain('did you mean "LOAD_A"?');
  });

  test("AS-31 a job of another scheduler is an event that it tells of", () => {
    const { pipelines } = jil(cmd("B", `${dated}\ncondition: s(JOB^PRD)`));
    expect(pipelines.b?.awaits).toEqual({ event: "JOB^PRD", date: "static" });
    const known = { instances: { PRD: "ledger" } };
    const other = jil(cmd("B", `${dated}\ncondition: f(JOB^PRD, 2)`), known);
    expect(other.pipelines.b?.awaits).toEqual({
      ...{ pipeline: "ledger/job", state: "failed", within: "2h" },
    });
    const code = jil(cmd("B", "condition: e(JOB^PRD) <= 4"));
    expect(code.refusals).toEqual([]);
    expect(code.pipelines.b?.triggers).toEqual([
      { after: { variable: "exit-code:JOB^PRD", compare: "<= 4" }, per: "run" },
    ]);
    // No first value: as long as nobody has told one, the job has not ended.
    expect(code.files).not.toHaveProperty("variables.md");
    expect(jil(cmd("B", "condition: e(JOB^PRD) = 0"), known).refusals).toEqual([
      "B condition-external-state",
    ]);
    for (const asked of ["e(JOB^PRD, 2) = 0", "s(JOB^PRD, 2)", "f(JOB^PRD, 0)"])
      expect(jil(cmd("B", `condition: ${asked}`)).refusals).toEqual(["B condition-external-state"]);
  });

  test.each([
    ["f", { event: "failed:JOB^PRD", date: "static" }],
    ["t", { event: "terminated:JOB^PRD", date: "static" }],
    ["n", { not: { event: "running:JOB^PRD", date: "static" } }],
    [
      "d",
      {
        any: [
          { event: "JOB^PRD", date: "static" },
          { event: "failed:JOB^PRD", date: "static" },
          { event: "terminated:JOB^PRD", date: "static" },
        ],
      },
    ],
  ])("how a job of another instance ended, %s, is told by events", (asked, awaits) => {
    const { pipelines, refusals } = jil(cmd("B", `${dated}\ncondition: ${asked}(JOB^PRD)`));
    expect(refusals).toEqual([]);
    expect(pipelines.b?.awaits).toEqual(awaits);
  });

  test("AS-32 what the grammar lacks refuses the job, and no part of it is kept", () => {
    expect(jil(cmd("A") + cmd("B", "condition: s(A), fw(f1)")).refusals).toEqual([
      "B jil-cond-syntax",
    ]);
  });

  test("AS-33 a variable and an exit code", () => {
    const { pipelines } = jil(
      cmd("P") + cmd("B", `${dated}\ncondition: v(GL_READY) = "Y" & e(P) < 4`),
    );
    expect(pipelines.b?.awaits).toEqual({
      all: [
        { variable: "GL_READY", equals: "Y" },
        { pipeline: "p", task: "P", state: "finished", exitCode: "< 4", latest: true },
      ],
    });
  });

  test("what a box in a box waits for, its first jobs wait for; its success is that of all in it", () => {
    const { pipelines } = jil(
      box("OUTER", dated) +
        cmd("A", "box_name: OUTER") +
        box("INNER", "box_name: OUTER\ncondition: s(A)") +
        cmd("B", "box_name: INNER") +
        cmd("C", "box_name: INNER\ncondition: s(B)") +
        cmd("D", "box_name: OUTER\ncondition: s(INNER)") +
        cmd("E", "box_name: OUTER\ncondition: f(INNER)"),
    );
    const ended = ["B", "C"].map((task) => ({ task, state: "finished" }));
    const bad = ["failed", "cancelled"].flatMap((state) =>
      ["B", "C"].map((task) => ({ task, state })),
    );
    expect(pipelines.outer?.tasks).toEqual({
      A: {},
      B: { needs: ["A"] },
      C: { needs: ["B"] },
      D: { needs: ["B", "C"] },
      E: { awaits: { all: [{ any: bad }, ...ended] } },
    });
  });

  test("AS-40 jobs that wait for each other in a circle are refused, others are not", () => {
    const { refusals } = jil(
      box("X", dated) +
        cmd("A", "box_name: X\ncondition: s(B)") +
        cmd("B", "box_name: X\ncondition: f(A)") +
        cmd("C", "box_name: X\ncondition: s(A)"),
    );
    expect(refusals).toEqual(["A condition-circle", "B condition-circle"]);
  });
});

describe("Control-M", () => {
  const handsOn = { X: '<OUTCOND NAME="X-OK"/>', Y: '<INCOND NAME="X-OK"/>' };

  test("an event that only says which comes first is a need", () => {
    expect(xml(folder(handsOn)).pipelines.f?.tasks).toEqual({ X: {}, Y: { needs: ["X"] } });
    const consumed = { ...handsOn, Y: '<INCOND NAME="X-OK"/><OUTCOND NAME="X-OK" SIGN="-"/>' };
    expect(xml(folder(consumed)).pipelines.f?.tasks).toEqual({ X: {}, Y: { needs: ["X"] } });
  });

  test("CM-35 the last scheduled date of the job, whatever its folder's days are", () => {
    const Y = '<INCOND NAME="A" ODATE="PREV"/>';
    const waits = { event: "A", date: "previous" };
    expect(xml(folder({ Y })).pipelines.f?.tasks.Y).toMatchObject({ awaits: waits });
    const text = folder({ Y, Z: "" }).replace('DAYS="ALL"', 'WEEKDAYS="1,2,3,4,5"');
    expect(xml(text).pipelines.f?.tasks.Y).toMatchObject({ awaits: waits });
    const byHand = text.replaceAll(/ (?:WEEK)?DAYS="[^"]*"/g, "");
    expect(xml(byHand).refusals).toEqual(["F/Y event-date-unscheduled"]);
  });

  test("CM-36 events without a date, of any, of other days and of one of each year", () => {
    const dates = ["STAT", "****", "+002", "-001", "0315"];
    const Y = dates.map((date) => `<INCOND NAME="A" ODATE="${date}"/>`).join("");
    const all = ["static", "any", "+2d", "-1d", "03-15"].map((date) => ({ event: "A", date }));
    expect(xml(folder({ Y })).pipelines.f?.tasks.Y).toEqual({ awaits: { all } });
  });

  test("CM-37 of two that wait and delete the first takes it", () => {
    const taking = '<INCOND NAME="X"/><OUTCOND NAME="X" SIGN="-"/>';
    const { pipelines } = xml(folder({ P: '<OUTCOND NAME="X"/>', A: taking, B: taking }));
    const takes = { awaits: { event: "X" }, clears: [{ event: "X" }] };
    expect(pipelines.f?.tasks).toEqual({ P: { emits: [{ event: "X" }] }, A: takes, B: takes });
  });

  test("CM-38 either of two that post it is enough", () => {
    const posts = '<OUTCOND NAME="X"/>';
    const { pipelines } = xml(folder({ P: posts, Q: posts, W: '<INCOND NAME="X"/>' }));
    expect(pipelines.f?.tasks.W).toEqual({ awaits: { event: "X" } });
  });

  test("CM-39 A and (B or C)", () => {
    const J =
      '<INCOND NAME="A" AND_OR="A"/><INCOND NAME="B" AND_OR="A" OP="("/><INCOND NAME="C" AND_OR="O" OP=")"/>';
    expect(xml(folder({ J })).pipelines.f?.tasks.J).toEqual({
      awaits: { all: [{ event: "A" }, { any: [{ event: "B" }, { event: "C" }] }] },
    });
  });

  test("CM-40 what nobody posts is waited for", () => {
    const { pipelines, refusals } = xml(folder({ J: '<INCOND NAME="FROM-OUTSIDE"/>' }));
    expect(pipelines.f?.tasks.J).toEqual({ awaits: { event: "FROM-OUTSIDE" } });
    expect(refusals).toEqual([]);
  });

  test("a flow in a circle stays events", () => {
    const { pipelines } = xml(
      folder({
        A: '<INCOND NAME="C-OK"/><OUTCOND NAME="C-OK" SIGN="-"/><OUTCOND NAME="A-OK"/>',
        C: '<INCOND NAME="A-OK"/><OUTCOND NAME="A-OK" SIGN="-"/><OUTCOND NAME="C-OK"/>',
        D: '<INCOND NAME="C2"/>',
      }),
    );
    expect(pipelines.f?.tasks.A).toEqual({
      awaits: { event: "C-OK" },
      emits: [{ event: "A-OK" }],
      clears: [{ event: "C-OK" }],
    });
  });

  test("CM-44 a smart folder's condition is the run's, and its own event is posted behind all of it", () => {
    const head = '<INCOND NAME="GO"/><OUTCOND NAME="F-OK"/>';
    const { pipelines } = xml(folder(handsOn, "SMART_FOLDER", head));
    expect(pipelines.f).toMatchObject({
      awaits: { event: "GO" },
      tasks: { X: {}, Y: { needs: ["X"] }, "F-done": { needs: ["Y"], emits: [{ event: "F-OK" }] } },
    });
  });

  const one = (attributes: string, children: string) =>
    xml(folder({ J: children }).replace('TASKTYPE="Command" CMDLINE="x"', attributes));

  test("CM-23 a job with a time and an event starts at the later of them", () => {
    const { project } = one('TASKTYPE="Command" CMDLINE="x" TIMEFROM="0800"', '<INCOND NAME="A"/>');
    expect(project.pipelines[0]?.tasks[0]?.spec).toMatchObject({
      ...{ notBefore: "08:00", awaits: { event: "A" } },
    });
  });

  describe("CM-41 ADJUST_COND is not taken for strict", () => {
    /** X on Mondays, Z behind it, and Y behind both; S behind Y. */
    const flow = {
      X: '<OUTCOND NAME="X"/>',
      Z: '<INCOND NAME="X"/><OUTCOND NAME="Z"/>',
      Y: '<INCOND NAME="Z"/><OUTCOND NAME="Y"/>',
      S: '<INCOND NAME="Y"/>',
    };
    const of = (
      letter: string,
      days: Record<string, string>,
      jobs: Record<string, string> = flow,
    ) => {
      let text = folder(jobs, "SMART_FOLDER").replace("DAYS=", `ADJUST_COND="${letter}" DAYS=`);
      for (const [name, day] of Object.entries(days))
        text = text.replace(
          new RegExp(`(JOBNAME="${name}" TASKTYPE="Command" CMDLINE="x") DAYS="ALL"`),
          `$1 ${day}`,
        );
      return xml(text);
    };
    const monday = 'WEEKDAYS="1"';

    test("where all are for the same days it says nothing", () => {
      expect(of("Y", {}).pipelines.f?.tasks.Y).toEqual({ needs: ["Z"] });
      expect(of("Y", {}).refusals).toEqual([]);
    });

    test("Y: what isn't ordered is passed, and so are no failures", () => {
      const { pipelines, refusals } = of("Y", { X: monday });
      expect(refusals).toEqual([]);
      expect(pipelines.f?.tasks.Z).toEqual({ needs: ["X"], if: "!failed('X')" });
      expect(pipelines.f?.tasks.Y).toEqual({ needs: ["Z"] });
    });

    test("B and D: what it would have waited for is waited for", () => {
      for (const letter of ["B", "D"])
        expect(of(letter, { Z: monday }).pipelines.f?.tasks.Y).toEqual({
          ...{ needs: ["Z", "X"], if: "!failed('Z', 'X')" },
        });
    });

    test("Y: what isn't ordered is not waited for where it waits itself, and a task of its days tells so", () => {
      const { pipelines, refusals, project } = of("Y", { Z: monday });
      expect(refusals).toEqual([]);
      expect(pipelines.f?.tasks).toEqual({
        ...{ X: {}, Z: { needs: ["X"] }, "Z-days": {}, S: { needs: ["Y"] } },
        Y: { awaits: { any: [{ task: "Z" }, { task: "Z-days", state: "skipped" }] } },
      });
      const days = project.pipelines[0]?.tasks.find(({ name }) => name === "Z-days");
      expect(days?.spec).toEqual({ onlyOn: { weekdays: ["mon"] }, run: ":" });
    });

    test("D: what a dummy would post for others than the next in its folder, or at a time of its own, is refused", () => {
      const outside = (letter: string) => {
        const text = folder({ X: '<OUTCOND NAME="X"/>', Y: "" }, "SMART_FOLDER")
          .replace("DAYS=", `ADJUST_COND="${letter}" DAYS=`)
          .replace(/(JOBNAME="X".*?)DAYS="ALL"/, `$1${monday}`);
        const other = `<FOLDER FOLDER_NAME="G" FOLDER_ORDER_METHOD="SYSTEM">${jobElements({ Z: '<INCOND NAME="X"/>' })}</FOLDER>`;
        return xml(text.replace("</DEFTABLE>", `${other}</DEFTABLE>`)).refusals;
      };
      expect(outside("D")).toEqual(["F/X control-m-adjust"]);
      for (const letter of ["Y", "B"]) expect(outside(letter)).toEqual([]);
      const timed = (letter: string) => of(letter, { X: `${monday} TIMEFROM="0800"` }).refusals;
      expect(timed("D")).toEqual(["F/Z control-m-adjust"]);
      expect(timed("Y")).toEqual([]);
    });

    test("what is more than an order, or is dropped at another time, is refused", () => {
      const two = { X: '<OUTCOND NAME="X"/>', W: '<OUTCOND NAME="X"/>', Y: '<INCOND NAME="X"/>' };
      expect(of("Y", { X: monday }, two).refusals).toEqual(["F/Y control-m-adjust"]);
      const outside = { Y: '<INCOND NAME="ELSEWHERE"/>' };
      expect(of("Y", {}, outside).refusals).toEqual([]);
      expect(of("Y", { X: `${monday} TIMETO="0800"` }).refusals).toEqual(["F/Z control-m-adjust"]);
    });
  });

  test("CM-45 a dummy waits, posts and tells, and runs nothing", () => {
    const parts =
      '<INCOND NAME="A"/><OUTCOND NAME="B"/><SHOUT WHEN="NOTOK" DEST="EM" MESSAGE="m"/>';
    const { pipelines, project } = one('TASKTYPE="Dummy"', parts);
    expect(pipelines.f).toMatchObject({
      ...{ tags: { notify: ["em"] } },
      tasks: { J: { awaits: { event: "A" }, emits: [{ event: "B" }] } },
    });
    expect(project.pipelines[0]?.tasks[0]?.spec.run).toBe(":");
  });

  test("CM-48, CM-49, CM-50 what the product alone runs, every agent, and no confirmation", () => {
    const refused = (attributes: string) =>
      one(attributes, "").project.estate.jobs.at(-1)?.refusals;
    expect(refused('TASKTYPE="Job" APPL_TYPE="BIM"')).not.toEqual([]);
    expect(refused('TASKTYPE="Command" CMDLINE="x" MULTY_AGENT="Y"')).not.toEqual([]);
    const { pipelines, refusals } = one('TASKTYPE="Command" CMDLINE="x" CONFIRM="0"', "");
    expect(refusals).toEqual([]);
    expect(pipelines.f?.tasks.J).not.toHaveProperty("approval");
  });
});
