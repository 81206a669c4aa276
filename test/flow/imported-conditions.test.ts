// What conditions and ends of other schedulers came to as specs does on the engine what it did there: cases of the references
// by their numbers, from legacy texts to real runs.

import { expect, test } from "vitest";
import { readPools } from "#core/pools/read.ts";
import type { RehearsalFacts } from "#core/rehearsal/facts.ts";
import type { Declared } from "#core/rehearsal/stub.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { onMonday, type RehearsedOptions, rehearsed, starts } from "#test/support/rehearsed.ts";
import { box, cmd, folder, jil, readTranslated, xml } from "#test/support/translated.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const ends = (exitCode: number): Declared => ({
  ...{ exitCode, outputs: {}, output: "" },
  expected: { medianMs: 60_000, p90Ms: 60_000 },
});
const takes = (minutes: number): Declared => ({
  ...ends(0),
  expected: { medianMs: minutes * 60_000, p90Ms: minutes * 60_000 },
});
const emits = (name: string, time: string, date = "2026-01-05") => ({
  ...{ at: onMonday(time), effects: [{ emit: name, date }] },
});
const states = ({ runs }: RehearsalFacts): string[] =>
  runs.flatMap(({ pipeline, state, tasks }) => [
    `${pipeline} ${state}`,
    ...tasks.map((task) => `${pipeline}/${task.name} ${task.state}`),
  ]);
const run = (
  made: ReturnType<typeof xml>,
  options: RehearsedOptions = {},
  due: Record<string, string> = {},
) => {
  const { declared } = readPools(yamlText(made.files["pools.yaml"] ?? {}));
  const pools = [...declared.values()];
  return rehearsed(readTranslated(made, due), { pools, ...options });
};
/** New day is at 05:00. */
const window = { from: onMonday("04:00"), to: onMonday("06:00") };

test("CM-38 either of two that post an event is enough, CM-40 what nobody posts is waited for", async () => {
  const posts = '<OUTCOND NAME="X"/>';
  const made = xml(
    folder({
      ...{ P: posts, Q: posts, W: '<INCOND NAME="X"/>' },
      ...{ OUT: '<INCOND NAME="FROM-OUTSIDE"/>', NEVER: '<INCOND NAME="NOBODY"/>' },
    }),
  );
  const facts = await run(made, {
    ...window,
    stubs: { declared: new Map([["f/Q", takes(30)]]) },
    happenings: [emits("FROM-OUTSIDE", "07:30")],
  });
  expect(starts(facts)).toEqual([
    ...["05:00:00 f/P", "05:00:00 f/Q", "05:01:00 f/W", "07:30:00 f/OUT"],
  ]);
  expect(states(facts)).toContain("f/NEVER waiting");
});

test("CM-35 the last scheduled date of a job of working days is Friday, for Monday", async () => {
  const waits = { Y: '<INCOND NAME="A" ODATE="PREV"/>', Z: "" };
  const made = xml(folder(waits).replace('DAYS="ALL"', 'WEEKDAYS="1,2,3,4,5"'));
  const facts = await run(made, {
    ...{ from: onMonday("04:00"), to: onMonday("06:30") },
    happenings: [emits("A", "06:00", "2026-01-04"), emits("A", "06:10", "2026-01-02")],
  });
  expect(starts(facts)).toEqual(["05:00:00 f/Z", "06:10:00 f/Y"]);
});

test("CM-37 the first of two that take an event leaves none for the other", async () => {
  const taking = (more: string) => `${more}<INCOND NAME="X"/><OUTCOND NAME="X" SIGN="-"/>`;
  const made = xml(
    folder({
      P: '<OUTCOND NAME="X"/>',
      A: taking(""),
      SLOW: '<OUTCOND NAME="READY"/>',
      B: taking('<INCOND NAME="READY"/>'),
    }),
  );
  const facts = await run(made, {
    ...window,
    stubs: { declared: new Map([["f/SLOW", takes(30)]]) },
  });
  expect(starts(facts)).not.toContain("05:30:00 f/B");
  expect(states(facts)).toEqual(expect.arrayContaining(["f/A succeeded", "f/B waiting"]));
});

test("CM-42 a failure that counts as success posts its event, and followers start", async () => {
  const made = xml(
    folder({
      J: '<ON STMT="*" CODE="NOTOK"><DOACTION ACTION="OK"/></ON><OUTCOND NAME="X"/>',
      K: '<INCOND NAME="X"/>',
    }),
  );
  const facts = await run(made, { ...window, stubs: { declared: new Map([["f/J", ends(8)]]) } });
  expect(states(facts)).toEqual(["f succeeded", "f/J succeeded", "f/K succeeded"]);
});

test("CM-44 a smart folder waits as a whole, and posts when all in it has ended well", async () => {
  const head = '<INCOND NAME="GO"/><OUTCOND NAME="F-OK"/>';
  const jobs = { X: '<OUTCOND NAME="X-OK"/>', Y: '<INCOND NAME="X-OK"/>' };
  const facts = await run(xml(folder(jobs, "SMART_FOLDER", head)), {
    ...window,
    happenings: [emits("GO", "06:30")],
  });
  expect(starts(facts)).toEqual(["06:30:00 f/X", "06:31:00 f/Y", "06:32:00 f/F-done"]);
});

test("AS-26 a daily job runs all week on the old success of a weekly one, AS-34 and waits for the first", async () => {
  const made = jil(
    box("W") + cmd("A", "box_name: W") + box("D") + cmd("B", "box_name: D\ncondition: s(A)"),
  );
  const facts = await run(
    made,
    {
      from: onMonday("04:00"),
      to: onMonday("04:00") + 3 * dayMs,
      until: onMonday("12:00") + 3 * dayMs,
    },
    { w: "0 6 * * mon", d: "0 5 * * *" },
  );
  const started = facts.runs
    .filter(({ pipeline }) => pipeline === "d")
    .map(({ tasks }) => new Date(tasks[0]?.startedAt ?? 0).toISOString().slice(8, 16));
  expect(started.sort()).toEqual(["05T06:01", "06T05:00", "07T05:00"]);
});

test("AS-28 jobs that exclude each other never run at once, in whatever order", async () => {
  const made = jil(
    box("X") + cmd("A", "box_name: X\ncondition: n(B)") + cmd("B", "box_name: X\ncondition: n(A)"),
  );
  const facts = await run(made, {}, { x: "0 6 * * *" });
  expect(starts(facts)).toEqual(["06:00:00 x/A", "06:01:00 x/B"]);
});

test("AS-39 what is ended for its time is terminated: not tried again, no failure, but done", async () => {
  const made = jil(
    box("X") +
      cmd("A", "box_name: X\nterm_run_time: 10\nn_retrys: 3") +
      ["f", "t", "d"].map((status) => cmd(status, `box_name: X\ncondition: ${status}(A)`)).join(""),
  );
  const facts = await run(
    made,
    {
      stubs: { declared: new Map([["x/A", takes(60)]]) },
    },
    { x: "0 6 * * *" },
  );
  expect(states(facts)).toEqual([
    ...["x failed", "x/A cancelled", "x/f skipped", "x/t succeeded", "x/d succeeded"],
  ]);
  expect(facts.runs[0]?.tasks[0]?.attempts).toBe(1);
});

test("AS-25 a look-back of 0 takes an end once: the first run, and then what ended since the own last end", async () => {
  const when = "date_conditions: 1\ndays_of_week: all\nstart_mins: 10";
  const made = jil(cmd("A") + cmd("B", `${when}\ncondition: s(A, 0)`), { timezone: "UTC" });
  const facts = await run(made, {}, { a: "0 6 5 * *" });
  expect(starts(facts)).toEqual(["06:00:00 a/A", "06:10:00 b/B"]);
});

test("a job with a condition alone runs each time that it comes true", async () => {
  const facts = await run(jil(cmd("A") + cmd("B", "condition: s(A)")), {}, { a: "0,30 6 * * *" });
  expect(starts(facts)).toEqual(["06:00:00 a/A", "06:01:00 b/B", "06:30:00 a/A", "06:31:00 b/B"]);
});

test("CM-60 a cyclic job that waits for an event and deletes it runs once for each, and is no poller", async () => {
  const takes = '<INCOND NAME="FILE"/><OUTCOND NAME="FILE" SIGN="-"/>';
  const cyclic = 'DAYS="ALL" CYCLIC="1" IND_CYCLIC="E" INTERVAL="00001M"';
  const made = xml(folder({ J: takes }).replace('DAYS="ALL"', cyclic));
  const facts = await run(made, {
    ...{ ...window, until: onMonday("08:00") },
    happenings: ["05:10", "05:40", "07:10"].map((time) => emits("FILE", time)),
  });
  const [task] = facts.runs[0]?.tasks ?? [];
  expect(task).toMatchObject({ state: "waiting", attempts: 3 });
});

test("a sequence of intervals: one iteration after each, and then no more", async () => {
  const cyclic = 'DAYS="ALL" CYCLIC="1" CYCLIC_TYPE="V" CYCLIC_INTERVAL_SEQUENCE="+10M,+1H"';
  const made = xml(folder({ J: "", K: "" }).replace('DAYS="ALL"', cyclic));
  const facts = await run(made, window);
  // A task is shown as its last iteration: the one at 05:00 and at 05:10 were before.
  expect(starts(facts)).toEqual(["05:00:00 f/K", "06:10:00 f/J"]);
  expect(facts.runs[0]?.tasks[0]).toMatchObject({ state: "succeeded", attempts: 3 });
});

test("a window on a later day: the run waits for it", async () => {
  const later = 'DAYS="ALL" TIMEFROM="0600" FROM_DAYSOFFSET="1" MAXWAIT="3"';
  const made = xml(folder({ J: "" }).replace('DAYS="ALL"', later));
  const facts = await run(made, { ...window, until: onMonday("12:00") + dayMs });
  expect(facts.runs[0]?.tasks[0]).toMatchObject({
    ...{ state: "succeeded", startedAt: onMonday("06:00") + dayMs },
  });
});

test("CM-41 what isn't ordered that day is passed by a folder that adjusts conditions, a failure isn't", async () => {
  const jobs = {
    ...{ X: '<OUTCOND NAME="X"/>', B: '<OUTCOND NAME="B"/>' },
    ...{ Y: '<INCOND NAME="X"/>', Z: '<INCOND NAME="X"/><INCOND NAME="B"/>' },
  };
  const text = folder(jobs, "SMART_FOLDER")
    .replace("DAYS=", 'ADJUST_COND="Y" DAYS=')
    .replace(/(JOBNAME="X".*?)DAYS="ALL"/, '$1WEEKDAYS="2"');
  const facts = await run(xml(text), {
    ...window,
    stubs: { declared: new Map([["f/B", ends(8)]]) },
  });
  expect(states(facts)).toEqual(
    expect.arrayContaining(["f/X skipped", "f/Y succeeded", "f/Z skipped"]),
  );
});

test("CM-41 a chain: what isn't ordered that day is passed at once, whatever it would wait for", async () => {
  const jobs = {
    ...{ SLOW: '<OUTCOND NAME="S"/>', Z: '<INCOND NAME="S"/><OUTCOND NAME="Z"/>' },
    Y: '<INCOND NAME="Z"/>',
  };
  const on = (days: string) =>
    folder(jobs, "SMART_FOLDER")
      .replace("DAYS=", 'ADJUST_COND="Y" DAYS=')
      .replace(/(JOBNAME="Z".*?)DAYS="ALL"/, `$1${days}`);
  const of = async (days: string) => {
    const facts = await run(xml(on(days)), {
      ...window,
      stubs: { declared: new Map([["f/SLOW", takes(30)]]) },
    });
    return starts(facts).filter((one) => !one.includes("-days"));
  };
  expect(await of('WEEKDAYS="2"')).toEqual(["05:00:00 f/SLOW", "05:00:00 f/Y"]);
  expect(await of('WEEKDAYS="1"')).toEqual([
    ...["05:00:00 f/SLOW", "05:30:00 f/Z", "05:31:00 f/Y"],
  ]);
});

test("CM-43 an end starts a job that is ordered on its own days as well", async () => {
  const force = '<ON STMT="*" CODE="OK"><DOFORCEJOB NAME="K"/></ON>';
  const of = async (days: string) => {
    const text = folder({ J: force, K: "" }).replace(/(JOBNAME="K".*?)DAYS="ALL"/, `$1${days}`);
    const facts = await run(xml(text), window);
    return starts(facts).filter((one) => !one.includes("start-"));
  };
  const forced = ["05:00:00 f/J", "05:01:00 f-started-k/K"];
  expect(await of('WEEKDAYS="2"')).toEqual(forced);
  expect((await of('WEEKDAYS="1"')).toSorted()).toEqual(
    [...forced, "05:00:00 f-started-k/K"].toSorted(),
  );
});

test("CM-43 an end starts a job that nothing else orders, once, and only it", async () => {
  const force = '<ON STMT="*" CODE="OK"><DOFORCEJOB NAME="K"/></ON>';
  const text = folder({ J: force, K: "", L: "" }).replaceAll(
    /(JOBNAME="[KL]".*?)DAYS="ALL"/g,
    '$1DAYS=""',
  );
  const facts = await run(xml(text), window);
  expect(starts(facts).filter((one) => !one.includes("start-"))).toEqual([
    ...["05:00:00 f/J", "05:01:00 f-by-hand-k/K"],
  ]);
});

test("END_FOLDER: what has not started when the job ends never does, what runs goes on, and the folder is over", async () => {
  const jobs = {
    A: '<OUTCOND NAME="A"/>',
    E: '<INCOND NAME="A"/>',
    SLOW: "",
    GHOST: '<INCOND NAME="NOBODY"/>',
  };
  const text = folder(jobs, "SMART_FOLDER", '<OUTCOND NAME="DONE"/>').replace(
    'JOBNAME="E"',
    'JOBNAME="E" END_FOLDER="Y"',
  );
  const facts = await run(xml(text), {
    ...window,
    stubs: { declared: new Map([["f/SLOW", takes(30)]]) },
  });
  expect(starts(facts)).toEqual([
    "05:00:00 f/A",
    "05:00:00 f/SLOW",
    "05:01:00 f/E",
    "05:30:00 f/F-done",
  ]);
  expect(states(facts)).toEqual(expect.arrayContaining(["f succeeded", "f/GHOST skipped"]));
});
