// What ends of jobs mean and cause, from legacy texts to specs.

import { describe, expect, test } from "vitest";
import { box, cmd, dated, folder, jil, xml } from "#test/support/translated.ts";

describe("AutoSys", () => {
  const task = (more: string) => jil(cmd("A", `${dated}\n${more}`)).pipelines.a?.tasks.A;

  test("AS-37 codes that fail decide alone, then those that succeed, then the highest", () => {
    expect(task("fail_codes: 5,6,7\nsuccess_codes: 0-4,8\nmax_exit_success: 4")?.on).toEqual([
      { when: "exitCode > 0 && !(exitCode in [5, 6, 7])", result: "succeeded" },
    ]);
    expect(task("success_codes: 0-4,8")?.on).toEqual([
      { when: "exitCode == 8 || (exitCode >= 1 && exitCode <= 4)", result: "succeeded" },
    ]);
    expect(task("max_exit_success: 4")?.on).toEqual([
      { when: "exitCode >= 1 && exitCode <= 4", result: "succeeded" },
    ]);
    expect(task("success_codes: 3")?.on).toEqual([
      { when: "exitCode == 3", result: "succeeded" },
      { when: "exitCode == 0", result: "failed" },
    ]);
    expect(task("fail_codes: 1-255")?.on).toBeUndefined();
  });

  test("AS-39 minutes that end a job are an end that is no failure, and not tried again", () => {
    expect(task("term_run_time: 60\nn_retrys: 2")).toMatchObject({
      ...{ timeout: "1h", retry: { retries: 2 } },
      on: [{ when: "timedOut", result: "cancelled" }],
    });
  });

  test("minutes that end a box are those of each member, where all start with it", () => {
    const limited = (...members: string[]) =>
      jil(box("X", `${dated}\nterm_run_time: 60`) + members.join(""));
    const each = limited(cmd("A", "box_name: X"), cmd("B", "box_name: X\nterm_run_time: 30"));
    const ended = [{ when: "timedOut", result: "cancelled" }];
    expect(each).toMatchObject({
      refusals: [],
      pipelines: {
        x: { tasks: { A: { timeout: "1h", on: ended }, B: { timeout: "30m", on: ended } } },
      },
    });
    const chain = limited(cmd("A", "box_name: X"), cmd("B", "box_name: X\ncondition: s(A)"));
    expect(chain.refusals).toEqual(["X group-timeout"]);
    const inner = (...more: string[]) =>
      jil(
        box("X", dated) +
          cmd("P", "box_name: X") +
          box("Y", 'box_name: X\nterm_run_time: 60\ncondition: s(P) & v(G) = "1"') +
          cmd("A", "box_name: Y") +
          cmd("B", `box_name: Y\n${more.join("\n")}`),
      );
    const gated = { needs: ["P"], awaits: { variable: "G", equals: "1" }, timeout: "1h" };
    expect(inner()).toMatchObject({
      refusals: [],
      pipelines: { x: { tasks: { A: { ...gated, on: ended }, B: { ...gated, on: ended } } } },
    });
    for (const later of ["condition: s(A)", 'condition: v(G) = "1"', "n_retrys: 1"])
      expect(inner(later).refusals).toEqual(["Y group-timeout"]);
  });

  test("a failure that ends its box ends the run, unless the box is one in another", () => {
    const ends = "box_name: X\nbox_terminator: 1\njob_terminator: 1";
    const all = jil(box("X", dated) + cmd("A", ends) + cmd("B", ends));
    expect(all.pipelines.x?.failFast).toBe(true);
    const chain = jil(box("X", dated) + cmd("A", ends) + cmd("B", "box_name: X\ncondition: s(A)"));
    expect(chain).toMatchObject({ refusals: [], pipelines: { x: { tasks: { A: {} } } } });
    expect(chain.pipelines.x?.failFast).toBeUndefined();
    const beside = jil(
      box("X", dated) + cmd("A", `${ends}\nterm_run_time: 5`) + cmd("B", "box_name: X"),
    );
    expect(beside).toMatchObject({
      refusals: [],
      pipelines: {
        x: {
          tasks: { A: { onFailure: "stop", on: [{ when: "timedOut", result: "failed" }] }, B: {} },
        },
      },
    });
    const within = (more: string) =>
      jil(
        box("X", dated) +
          box("Y", `box_name: X\n${more}`) +
          cmd("A", ends.replace("X", "Y")) +
          cmd("B", "box_name: Y") +
          cmd("C", "box_name: X"),
      );
    expect(within("").refusals).toEqual(["A ends-group-partly"]);
    // The box around it ends once all in Y have, where one that ends none has failed.
    const after = within("box_terminator: 1");
    expect(after.refusals).toEqual([]);
    expect(after.pipelines.x?.tasks).toMatchObject({
      ...{ A: { onFailure: "stop" }, B: {}, C: {} },
      "Y-failed": { needs: ["A", "B"], if: "failed('A', 'B')", onFailure: "stop" },
    });
    const deep = jil(
      box("X", dated) +
        box("Y", "box_name: X") +
        box("Z", "box_name: Y\nbox_terminator: 1") +
        cmd("A", "box_name: Z\nterm_run_time: 5") +
        cmd("B", "box_name: Y"),
    );
    expect(deep.refusals).toEqual(["Z ends-group-partly"]);
    const chained = jil(
      box("X", dated) +
        box("Y", "box_name: X\nbox_terminator: 1") +
        cmd("A", ends.replace("X", "Y")) +
        cmd("C", "box_name: X"),
    );
    expect(chained).toMatchObject({
      refusals: [],
      pipelines: { x: { tasks: { A: { onFailure: "stop" } } } },
    });
  });

  test("a box that succeeds by some members forgives the others, what they need left out", () => {
    const { pipelines, refusals } = jil(
      box("X", `${dated}\nbox_success: s(C)`) +
        cmd("A", "box_name: X") +
        cmd("B", "box_name: X") +
        cmd("C", "box_name: X\ncondition: s(A)"),
    );
    expect(refusals).toEqual([]);
    expect(pipelines.x?.tasks).toMatchObject({
      ...{ A: {}, B: { onFailure: "continue" }, C: { needs: ["A"] } },
    });
    expect(pipelines.x?.tasks.A).not.toHaveProperty("onFailure");
    const chain = jil(
      box("X", `${dated}\nbox_success: s(A)`) +
        cmd("A", "box_name: X") +
        cmd("B", "box_name: X") +
        cmd("C", "box_name: X\ncondition: s(B)"),
    );
    // Behind a failure that is forgiven C would run.
    expect(chain.pipelines.x?.tasks).toEqual({
      ...{ A: {}, B: { onFailure: "continue" } },
      C: {
        ...{ needs: ["B"], onFailure: "continue", if: "succeeded('B')" },
        awaits: { not: { task: "A" } },
      },
    });
    const any = jil(
      box("X", `${dated}\nbox_success: s(A) | d(B)`) +
        cmd("A", "box_name: X") +
        cmd("B", "box_name: X"),
    );
    expect(any.refusals).toEqual([]);
    expect(any.pipelines.x?.tasks).toEqual({
      ...{ A: { onFailure: "continue" }, B: { onFailure: "continue" } },
      "X-status": {
        needs: ["A", "B"],
        if: "!((needs['A'].state == 'succeeded') || (needs['B'].state in ['succeeded', 'failed', 'cancelled']))",
      },
    });
    const timed = jil(
      box("X", `${dated}\nbox_success: s(A) | s(B)`) +
        cmd("A", "box_name: X\nterm_run_time: 5") +
        cmd("B", "box_name: X"),
    );
    // A limit that passes fails it, which is forgiven.
    expect(timed.refusals).toEqual([]);
    expect(timed.pipelines.x?.tasks.A).toEqual({
      ...{ onFailure: "continue", timeout: "5m", on: [{ when: "timedOut", result: "failed" }] },
    });
    const asked = jil(
      box("X", `${dated}\nbox_success: s(B)`) +
        cmd("A", "box_name: X\nterm_run_time: 5") +
        cmd("B", "box_name: X") +
        cmd("C", "condition: t(A)"),
    );
    expect(asked.refusals).toContain("X group-status");
    const both = jil(
      box("X", `${dated}\nbox_success: s(A) | d(B)`) +
        cmd("A", "box_name: X") +
        cmd("B", "box_name: X\nbox_terminator: 1"),
    );
    expect(both.refusals).toContain("X group-status");
    const late = jil(
      box("X", `${dated}\nbox_success: s(A) | f(B)`) +
        cmd("A", "box_name: X") +
        cmd("B", "box_name: X\ncondition: d(A)") +
        cmd("C", "box_name: X\ncondition: f(B)"),
    );
    const waits = (name: string) => late.pipelines.x?.tasks[name]?.awaits;
    // As long as one waits, what is behind it, and itself, has not ended.
    expect(waits("B")).toEqual({
      all: [{ task: "A", state: "finished" }, { not: { task: "A" } }],
    });
    expect(waits("C")).toEqual({
      all: [
        { task: "B", state: "failed" },
        { not: { any: [{ task: "A" }, { task: "B", state: "failed" }] } },
      ],
    });
    const failed = jil(
      box("X", `${dated}\nbox_failure: f(A)`) +
        cmd("A", "box_name: X") +
        cmd("B", "box_name: X") +
        cmd("C", "box_name: X\ncondition: d(B)"),
    );
    expect(failed.pipelines.x?.tasks.C?.awaits).toEqual({
      all: [{ task: "B", state: "finished" }, { not: { task: "A", state: "failed" } }],
    });
    const odd = jil(box("X", `${dated}\nbox_success: v(G) = "Y"`) + cmd("A", "box_name: X"));
    expect(odd.refusals).toContain("X group-status");
  });
});

describe("Control-M", () => {
  const task = (children: string, name = "J") =>
    xml(folder({ [name]: children })).pipelines.f?.tasks[name];
  const on = (code: string, action: string) => `<ON STMT="*" CODE="${code}">${action}</ON>`;
  const posts = (name: string) => `<DOCOND NAME="${name}" SIGN="+"/>`;

  test("CM-42 a failure that counts as a success, before followers see it", () => {
    const made = task(`${on("NOTOK", '<DOACTION ACTION="OK"/>')}<OUTCOND NAME="X"/>`);
    expect(made).toEqual({
      on: [{ when: "exitCode != 0", result: "succeeded" }],
      emits: [{ event: "X" }],
    });
  });

  test("rules that all act become rules of which the first decides", () => {
    const made = task(
      on("COMPSTAT EQ 4", '<DOACTION ACTION="OK"/>') +
        on("NOTOK", posts("BAD")) +
        on("OK", posts("GOOD")) +
        on("*ORA-*", posts("ORA")),
    );
    expect(made?.on).toEqual([
      {
        when: "exitCode == 4 && output.contains('ORA-')",
        ...{ result: "succeeded", emits: [{ event: "ORA" }, { event: "GOOD" }] },
      },
      { when: "exitCode == 4", result: "succeeded", emits: [{ event: "GOOD" }] },
      {
        when: "output.contains('ORA-') && exitCode == 0",
        emits: [{ event: "ORA" }, { event: "GOOD" }],
      },
      {
        when: "output.contains('ORA-') && exitCode != 0",
        emits: [{ event: "ORA" }, { event: "BAD" }],
      },
      { when: "exitCode == 0", emits: [{ event: "GOOD" }] },
      { when: "exitCode != 0", emits: [{ event: "BAD" }] },
    ]);
  });

  test("CM-43 what an end starts, while an event links both: one run, which waits for the event", () => {
    const of = (date: string) =>
      `<ON STMT="*" CODE="OK"><DOFORCEJOB TABLE_NAME="G" NAME="T" ODATE="${date}"/></ON>`;
    const forced = (date: string) =>
      xml(
        folder({ J: `${of(date)}<OUTCOND NAME="GO"/>` }).replace(
          "</DEFTABLE>",
          '<FOLDER FOLDER_NAME="G"><JOB JOBNAME="T" TASKTYPE="Command" CMDLINE="x" DAYS=""><INCOND NAME="GO"/></JOB></FOLDER></DEFTABLE>',
        ),
      );
    const { pipelines, refusals } = forced("ODAT");
    expect(refusals).toEqual([]);
    expect(pipelines.f?.tasks).toEqual({
      J: { emits: [{ event: "GO" }] },
      "start-g": { needs: ["J"], uses: "pipeline", with: { pipeline: "g", wait: false } },
    });
    expect(pipelines.g?.tasks.T).toEqual({ awaits: { event: "GO" } });
    expect(forced("+001").pipelines.f?.tasks["start-g"]?.with).toMatchObject({
      date: "${{ addDays(run.date, 1) }}",
    });
    expect(forced("STAT").refusals).toEqual(["F/J start-unsaid"]);
  });

  test("a job that nothing else orders is a pipeline of its own, so that an end can start it", () => {
    const of = (days: string, kind = "FOLDER") =>
      xml(
        folder({ J: on("OK", '<DOFORCEJOB NAME="K"/>'), K: "", L: "" }, kind).replaceAll(
          /(JOBNAME="[KL]".*?)DAYS="ALL"/g,
          `$1${days}`,
        ),
      );
    const made = of('DAYS=""');
    expect(made.refusals).toEqual([]);
    expect(made.pipelines.f?.tasks["start-f-by-hand-k"]).toEqual({
      ...{ needs: ["J"], uses: "pipeline", with: { pipeline: "f-by-hand-k", wait: false } },
    });
    expect(Object.keys(made.pipelines)).toEqual(["f", "f-by-hand-k", "f-by-hand"]);
    expect(Object.keys(of('DAYS=""', "SMART_FOLDER").pipelines)).toContain("f-by-hand-k");
  });

  test("so is one of a simple folder that its own days order as well, by its triggers alone", () => {
    const of = (days: string, kind = "FOLDER") =>
      xml(
        folder(
          { J: on("OK", '<DOFORCEJOB NAME="K"/>'), K: "", L: '<INCOND NAME="K"/>' },
          kind,
        ).replace(/(JOBNAME="K".*?)DAYS="ALL"(.*?)<\/JOB>/, `$1${days}$2<OUTCOND NAME="K"/></JOB>`),
      );
    const made = of('DAYS="1"');
    expect(made.refusals).toEqual([]);
    expect(made.pipelines.f?.tasks).toEqual({
      J: {},
      L: { awaits: { event: "K" } },
      "start-f-started-k": {
        ...{ needs: ["J"], uses: "pipeline", with: { pipeline: "f-started-k", wait: false } },
      },
    });
    expect(made.pipelines["f-started-k"]).toMatchObject({
      ...{
        triggers: [{ schedule: { nthDay: 1, at: "05:00" } }],
        tasks: { K: { emits: [{ event: "K" }] } },
      },
    });
    expect(of('DAYS="1"', "SMART_FOLDER").refusals).toEqual(["F/J start-unsaid"]);
    // Days that a trigger has no words for are those of a calendar: a task's own would keep the started run from it.
    const counted = of('DAYS="1,2,3,4,5,6,7" WEEKDAYS="1" DAYS_AND_OR="A"');
    expect(counted.refusals).toEqual([]);
    const [, started] = counted.project.pipelines;
    expect(started?.name).toBe("f-started-k");
    expect(started?.tasks[0]?.spec).not.toHaveProperty("onlyOn");
  });

  test("a folder whose jobs have days of their own is not started, since a start ignores them", () => {
    const other = (days: string) =>
      `<FOLDER FOLDER_NAME="G" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="A" DAYS="ALL" TASKTYPE="Command" CMDLINE="x"/><JOB JOBNAME="B" ${days} TASKTYPE="Command" CMDLINE="x"/></FOLDER></DEFTABLE>`;
    const of = (days: string) =>
      xml(
        folder({ J: on("OK", '<DOFORCEJOB TABLE_NAME="G"/>') }).replace("</DEFTABLE>", other(days)),
      ).refusals;
    expect(of('DAYS="1"')).toEqual(["F/J start-unsaid"]);
    expect(of('DAYS="ALL"')).toEqual([]);
  });

  test("after a failure, a folder that starts itself is refused", () => {
    const made = xml(folder({ J: on("NOTOK", '<DOFORCEJOB TABLE_NAME="F" NAME="J"/>') }));
    expect(made.refusals).toEqual(["F/J start-unsaid"]);
    expect(made.pipelines.f?.tasks).toHaveProperty("J");
  });

  test("of a code that nobody knows only whom it tells is lost", () => {
    const mail = '<DOMAIL DEST="a@example.com" MESSAGE="m"/>';
    const made = xml(folder({ J: on("ENDEDOK", mail) + on("COMPSTAT EQ 4", posts("WARN")) }));
    expect(made.refusals).toEqual([]);
    expect(made.pipelines.f?.tasks.J?.on).toEqual([
      { when: "exitCode == 4", emits: [{ event: "WARN" }] },
    ]);
    expect(xml(folder({ J: on("ENDEDOK", posts("X")) })).refusals).toContain(
      "F/J control-m-on-code",
    );
  });

  test("RERUN tries again as often as MAXRERUN says", () => {
    const J = on("NOTOK", '<DOACTION ACTION="RERUN"/>');
    const text = folder({ J }).replace('DAYS="ALL"', 'DAYS="ALL" MAXRERUN="3" INTERVAL="00005M"');
    expect(xml(text).pipelines.f?.tasks.J?.on).toEqual([
      { when: "exitCode != 0", retry: { retries: 3, delay: "5m" } },
    ]);
    expect(xml(folder({ J })).refusals).toEqual(["F/J rule-rerun"]);
  });

  test("global variables are set; those of the job alone refuse it where anything reads them", () => {
    const sets = (name: string) => on("OK", `<DOVARIABLE NAME="${name}" VALUE="7"/>`);
    expect(task(sets("%%\\\\POOL\\X"))?.on).toEqual([
      { when: "exitCode == 0", sets: { "POOL.X": "7" } },
    ]);
    const refusals = (more: string, job = "") =>
      xml(folder({ J: sets("%%X") + more }).replace('DAYS="ALL"', `DAYS="ALL" ${job}`)).refusals;
    expect(refusals("")).toEqual([]);
    expect(refusals('<VARIABLE NAME="%%X" VALUE="1"/>', 'CMDLINE="run %%X"')).toEqual([]);
    expect(refusals("", 'CYCLIC="1" INTERVAL="00010M"')).toEqual(["F/J rule-sets"]);
    const rerun = on("NOTOK", '<DOACTION ACTION="RERUN"/>');
    expect(refusals(rerun, 'MAXRERUN="2"')).toEqual(["F/J rule-sets"]);
    const mail = '<DOMAIL DEST="a@example.com" SUBJECT="%%X" MESSAGE="m"/>';
    expect(refusals(on("OK", mail))).toEqual(["F/J rule-sets"]);
  });

  test("a variable that an end sets for what runs next has its new value from the second attempt, or iteration, on", () => {
    const job = (rules: string, first = "N", run = 'CMDLINE="run %%MODE"') =>
      xml(
        folder({ J: `<VARIABLE NAME="%%MODE" VALUE="${first}"/>${rules}` })
          .replace('DAYS="ALL"', 'DAYS="ALL" MAXRERUN="2"')
          .replace('CMDLINE="x"', run),
      );
    const rerun = '<DOACTION ACTION="RERUN"/>';
    const restart = (value = "R") => `<DOVARIABLE NAME="%%MODE" VALUE="${value}"/>`;
    const made = job(on("NOTOK", restart() + rerun));
    expect(made.refusals).toEqual([]);
    expect(made.project.pipelines[0]?.tasks[0]?.spec).toMatchObject({
      run: "cd || exit\nrun $MODE_OF_ATTEMPT\n",
      env: { MODE_OF_ATTEMPT: "${{ (run.attempt > 1 ? 'R' : 'N') }}" },
      on: [{ when: "exitCode != 0", retry: { retries: 2 } }],
    });
    const cyclic = 'CMDLINE="run %%MODE" CYCLIC="1" INTERVAL="00010M"';
    const next = job(on("OK", restart()), "N", cyclic);
    expect(next.refusals).toEqual([]);
    expect(next.project.pipelines[0]?.tasks[0]?.spec).toMatchObject({
      env: { MODE_OF_ITERATION: "${{ (run.iteration > 1 ? 'R' : 'N') }}" },
      repeat: { every: "10m" },
    });
    expect(job(on("NOTOK", restart()), "N", cyclic).refusals).toEqual(["F/J rule-sets"]);
    expect(job(on("COMPSTAT EQ 4", restart()) + on("NOTOK", rerun)).refusals).toContain(
      "F/J rule-sets",
    );
    for (const value of ["%%OWDAY", "a 'b c'"])
      expect(job(on("NOTOK", restart(value) + rerun)).refusals).toContain("F/J autoedit-unknown");
  });

  test("END_FOLDER of what all else has ended before, and of a simple folder, changes nothing", () => {
    const ends = (jobs: Record<string, string>, kind: string) =>
      xml(folder(jobs, kind).replace('JOBNAME="J"', 'JOBNAME="J" END_FOLDER="Y"')).refusals;
    const last = { A: '<OUTCOND NAME="A"/>', J: '<INCOND NAME="A"/>' };
    expect(ends(last, "SMART_FOLDER")).toEqual([]);
    expect(ends({ ...last, B: "" }, "FOLDER")).toEqual([]);
  });

  test("END_FOLDER of a job beside others: what has not started by its end is skipped, and the folder has ended", () => {
    const text = folder(
      { A: '<OUTCOND NAME="A"/>', J: '<INCOND NAME="A"/>', B: "" },
      ...(["SMART_FOLDER", '<OUTCOND NAME="DONE"/>'] as const),
    ).replace('JOBNAME="J"', 'JOBNAME="J" END_FOLDER="Y"');
    const { pipelines, refusals } = xml(text);
    expect(refusals).toEqual([]);
    expect(pipelines.f?.tasks).toEqual({
      A: {},
      J: { needs: ["A"] },
      B: { awaits: { not: { any: [{ task: "J" }, { task: "J", state: "failed" }] } } },
      "F-done": {
        needs: ["A", "J", "B"],
        if: "!failed() && (succeeded('J') || (succeeded('A') && succeeded('J') && succeeded('B')))",
        emits: [{ event: "DONE" }],
      },
    });
    const refused = xml(text.replace('END_FOLDER="Y"', 'END_FOLDER="Y" RERUNMEM="X"'));
    expect(refused.pipelines.f?.tasks.B).toEqual({});
    const cyclic = text.replace('JOBNAME="B"', 'JOBNAME="B" CYCLIC="1" INTERVAL="00010M"');
    expect(xml(cyclic).refusals).toEqual(["F/J ends-folder-early"]);
  });

  test("what is deleted and then posted stays; for all dates it can't be said", () => {
    const post = '<OUTCOND NAME="X" SIGN="+"/>';
    expect(task(`<OUTCOND NAME="X" SIGN="-"/>${post}`)).toEqual({ emits: [{ event: "X" }] });
    expect(task(`${post}<OUTCOND NAME="X" SIGN="-"/>`)).toEqual({
      ...{ emits: [{ event: "X" }], clears: [{ event: "X" }] },
    });
    const all = xml(folder({ J: `<OUTCOND NAME="X" ODATE="****" SIGN="-"/>${post}` }));
    expect(all.refusals).toEqual(["F/J effect-order"]);
  });

  test("of a folder's end: whom it tells, and what it posts when it ends well", () => {
    const of = (head: string) => xml(folder({ J: "" }, "SMART_FOLDER", head));
    const mail = '<DOMAIL DEST="a@example.com" MESSAGE="m"/>';
    const made = of(on("OK", posts("DONE")) + on("NOTOK", mail));
    expect(made.refusals).toEqual([]);
    expect(made.pipelines.f).toMatchObject({
      ...{ tags: { notify: ["a-example-com"] } },
      tasks: { "F-done": { needs: ["J"], emits: [{ event: "DONE" }] } },
    });
    expect(of(on("NOTOK", posts("BAD"))).refusals).toEqual(["F rule-of-group"]);
  });
});
