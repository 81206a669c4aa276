import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { lockUnits } from "#core/pools/declaration.ts";
import { reportOf } from "#core/rehearsal/report.ts";
import type { StubRules } from "#core/rehearsal/stub.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { declared, gates } from "#test/support/gated.ts";
import { onMonday, rehearsed, starts } from "#test/support/rehearsed.ts";
import { repeat } from "#test/support/repeating.ts";

/** Due at a time of Monday. */
const daily = (name: string, time: string, tasks: Task[], fields: Partial<Pipeline> = {}) =>
  pipeline(name, tasks, {
    triggers: [{ schedule: { daily: [time] }, timezone: "UTC", missed: "latest" }],
    ...fields,
  });

const awaits = (spec: ConditionSpec) => ({ awaits: normalizeCondition(spec) });

const minutes = (of: Record<string, number>): Partial<StubRules> => ({
  declared: new Map(
    Object.entries(of).map(([name, n]) => [
      name,
      {
        expected: { medianMs: n * 60_000, p90Ms: n * 60_000 },
        ...{ exitCode: 0, outputs: {}, output: "" },
      },
    ]),
  ),
});

const take = (pool: string, amount: number | "exclusive") => ({
  ...{ pool, amount, keepOnFailure: false },
});

test("due times, needs and durations make the timeline; the window's begin counts and its end doesn't", async () => {
  const chain = [task("a"), task("b", { needs: [0] })];
  const facts = await rehearsed(
    [daily("first", "06:00", chain), daily("last", "07:59", chain), daily("later", "08:00", chain)],
    { stubs: minutes({ "first/a": 5 }) },
  );
  expect(starts(facts)).toEqual([
    ...["06:00:00 first/a", "06:05:00 first/b", "07:59:00 last/a", "08:00:00 last/b"],
  ]);
  expect(facts.runs.map(({ state }) => state)).toEqual(["succeeded", "succeeded"]);
  expect(reportOf(facts).filter(({ kind }) => kind === "problem")).toEqual([]);
});

test("a run that awaits another says for how long, and a pool lets tasks through as units come back", async () => {
  const both = { gates: gates(null, { takes: [take("wh", 1)] }) };
  const facts = await rehearsed(
    [
      daily("load", "06:30", [task("x")]),
      daily("report", "06:10", [task("y")], awaits({ pipeline: "load" })),
      daily("wide", "07:00", [task("p", both), task("q", both)]),
    ],
    { stubs: minutes({ "load/x": 10, "wide/p": 3 }), pools: [declared("wh", { units: 1 })] },
  );
  expect(starts(facts)).toEqual([
    ...["06:30:00 load/x", "06:40:00 report/y", "07:00:00 wide/p", "07:03:00 wide/q"],
  ]);
  const lines = reportOf(facts);
  expect(lines).toMatchObject([
    {
      pipeline: "report",
      waits: [
        {
          ...{ task: null, on: "gate", text: "load succeeded for 2026-01-05" },
          ...{ from: "2026-01-05T06:10:00Z", until: "2026-01-05T06:40:00Z" },
        },
      ],
    },
    { pipeline: "load", waits: [] },
    {
      pipeline: "wide",
      waits: [{ task: "q", on: "pool", text: "1 of wh", until: "2026-01-05T07:03:00Z" }],
    },
    { kind: "pool", pool: "wh", peak: 1, waits: 1, waitedMs: 180_000, longestMs: 180_000 },
    { kind: "summary", problems: 0, attempts: 4 },
  ]);
});

test("what is not due on the date that is asked about holds nobody back", async () => {
  const weekly = (name: string, day: number) =>
    pipeline(name, [task("x")], {
      triggers: [{ schedule: { cron: `30 6 * * ${day}` }, timezone: "UTC", missed: "latest" }],
    });
  const asking = (other: string) => awaits({ pipeline: other, ifScheduled: true });
  const facts = await rehearsed([
    ...[weekly("monday", 1), weekly("tuesday", 2)],
    daily("bound", "06:10", [task("y")], asking("monday")),
    daily("free", "06:10", [task("y")], asking("tuesday")),
  ]);
  expect(starts(facts)).toEqual([...["06:10:00 free/y", "06:30:00 monday/x", "06:31:00 bound/y"]]);
});

test("failures that were asked for are retried, undone and cleaned up as the engine does it", async () => {
  const retry = { retries: 1, delayMs: 30_000, backoff: "fixed" as const, maxDelayMs: null };
  const tasks = [
    task("a"),
    task("b", { needs: [0], retry }),
    task("repair", { needs: [1], condition: "failed('b')" }),
    task("last", { phase: "finally", condition: "true", needs: [0, 1, 2] }),
    task("a:undo", { phase: "undo", needs: [0] }),
  ];
  const stubs = { failures: [{ pipeline: "p", task: "b", date: "2026-01-05" }] };
  const facts = await rehearsed([daily("p", "06:00", tasks, { undoWhen: ["failed"] })], { stubs });
  expect(starts(facts)).toEqual([
    ...[
      "06:00:00 p/a",
      "06:02:30 p/b",
      "06:03:30 p/repair",
      "06:04:30 p/a:undo",
      "06:05:30 p/last",
    ],
  ]);
  const [run] = facts.runs;
  expect(run?.state).toBe("failed");
  expect(run?.tasks[1]).toMatchObject({ attempts: 2, askedToFail: true });
  // Asked for, so no problem.
  expect(reportOf(facts)).toMatchObject([
    { waits: [{ task: "b", on: "retry", until: "2026-01-05T06:02:30Z" }] },
    { kind: "summary", problems: 0 },
  ]);
});

test("a deadline is threatened before it is missed, and a missed one is a problem", async () => {
  const deadline = { startBy: null, finishBy: "06:30" };
  const chain = [task("a"), task("b", { needs: [0] })];
  const facts = await rehearsed([daily("p", "06:00", chain, { deadline })], {
    stubs: minutes({ "p/a": 10, "p/b": 25 }),
  });
  expect(reportOf(facts)).toMatchObject([
    {
      deadlines: [
        {
          ...{ kind: "finishBy", at: "2026-01-05T06:30:00Z", state: "missed" },
          changes: [{ state: "at-risk" }, { state: "late" }, { state: "missed" }],
        },
      ],
    },
    { kind: "problem", problem: "missed", message: expect.stringContaining("missed it by 5m") },
    { kind: "summary", problems: 1 },
  ]);
});

test("what waits for ever is a problem with its reasons, and two that wait for each other a deadlock", async () => {
  const facts = await rehearsed([
    daily("a", "06:00", [task("x")], awaits({ pipeline: "b" })),
    daily("b", "06:00", [task("y")], awaits({ pipeline: "a" })),
    daily("c", "06:00", [task("z", { gates: gates({ event: "NEVER" }) })]),
  ]);
  expect(reportOf(facts).filter(({ kind }) => kind === "problem")).toMatchObject([
    { problem: "never-started", pipeline: "a", reasons: ["it waits"] },
    { problem: "never-started", pipeline: "b" },
    { problem: "never-ended", pipeline: "c" },
    { problem: "deadlock", message: "a waits for b waits for a" },
  ]);
  // Schedules go on: it is given up, long after the window.
  expect(new Date(facts.endedAt).toISOString()).toMatch(/^2026-01-05T(08|09|1[012])/);
});

test("events from outside, approvals and their absence", async () => {
  const approval = {
    ...{ by: [], count: 2, deadlineMs: 3_600_000, onExpiry: "skip" as const, notRequester: false },
  };
  const tasks = [
    task("opened", { gates: gates({ event: "OPEN" }) }),
    task("approved", { gates: { ...gates(null), approval } }),
  ];
  const estate = [daily("p", "06:00", tasks)];
  const happenings = [{ at: onMonday("06:20"), effects: [{ emit: "OPEN", date: "2026-01-05" }] }];
  const given = await rehearsed(estate, { happenings, approveAfterMs: 600_000 });
  expect(starts(given)).toEqual(["06:10:00 p/approved", "06:20:00 p/opened"]);
  const never = await rehearsed(estate, { happenings, approveAfterMs: null });
  expect(starts(never)).toEqual(["06:20:00 p/opened"]);
  expect(never.runs[0]?.tasks[1]).toMatchObject({ state: "skipped" });
  expect(reportOf(never).filter(({ kind }) => kind === "problem")).toMatchObject([
    { problem: "too-late", message: "approved was skipped: it was not approved in time" },
  ]);
});

test("runs that get in each other's way: a lock, a limit of runs that skips and one that cancels", async () => {
  const locked = [task("x", { gates: gates(null, { takes: [take("ledger", "exclusive")] }) })];
  const often = (whenBusy: "skip" | "cancelRunning") => ({
    triggers: [
      {
        schedule: { daily: ["07:00", "07:01"] },
        ...{ timezone: "UTC", missed: "latest" as const },
      },
    ],
    concurrency: { runs: 1, whenBusy },
  });
  const facts = await rehearsed(
    [
      daily("a", "06:00", locked),
      daily("b", "06:00", locked),
      pipeline("cancels", [task("x")], often("cancelRunning")),
      pipeline("skips", [task("x")], often("skip")),
    ],
    {
      stubs: minutes({ "a/x": 2, "skips/x": 5, "cancels/x": 5 }),
      pools: [declared("ledger", { kind: "lock", units: lockUnits })],
    },
  );
  expect(facts.runs.map(({ pipeline, state }) => `${pipeline} ${state}`)).toEqual([
    ...["a succeeded", "b succeeded", "cancels cancelled", "skips succeeded"],
    ...["cancels succeeded", "skips skipped"],
  ]);
  expect(reportOf(facts).filter(({ kind }) => kind === "conflict")).toMatchObject([
    { of: "ledger", subject: "b/x", with: "a/x", waitedMs: 120_000 },
    { of: null, subject: "cancels", at: "2026-01-05T07:01:00Z" },
    { of: null, subject: "skips", at: "2026-01-05T07:01:00Z" },
  ]);
});

test("instances of forEach are as many as the declared list has items, each with its own stub", async () => {
  const tasks = [
    task("list", { outputs: { files: "list<string>" } }),
    task("load", { needs: [0], forEach: "needs.list.outputs.files" }),
    task("end", { needs: [1] }),
  ];
  const stub = { exitCode: 0, outputs: {}, output: "" };
  const facts = await rehearsed([daily("p", "06:00", tasks)], {
    stubs: {
      declared: new Map([
        ["p/list", { ...stub, expected: null, outputs: { files: '["a","b"]' } }],
        ["p/load[1]", { ...stub, expected: { medianMs: 300_000, p90Ms: 300_000 } }],
      ]),
    },
  });
  expect(starts(facts)).toEqual([
    ...["06:00:00 p/list", "06:01:00 p/load", "06:01:00 p/load[0]", "06:01:00 p/load[1]"],
    "06:06:00 p/end",
  ]);
});

test("a seed gives the same timeline every time, and another seed another", async () => {
  const estate = ["a", "b", "c"].map((name) =>
    daily(name, "06:00", [task("x"), task("y", { needs: [0] })]),
  );
  const [first, again, other] = [
    await rehearsed(estate, { stubs: { seed: 1 } }),
    await rehearsed(estate, { stubs: { seed: 1 } }),
    await rehearsed(estate, { stubs: { seed: 2 } }),
  ];
  expect(reportOf(again)).toEqual(reportOf(first));
  expect(starts(other)).not.toEqual(starts(first));
});

test("iterations of a repeating task come at their times, and are no retries", async () => {
  const half = repeat({ max: 3 }, { everyMs: 1_800_000, from: "start", until: null });
  const facts = await rehearsed(
    [daily("night", "06:00", [task("tick", { repeat: half }), task("after", { needs: [0] })])],
    { stubs: minutes({ "night/tick": 5, "night/after": 1 }) },
  );
  expect(starts(facts)).toContain("07:05:00 night/after");
  expect(facts.runs[0]?.tasks[0]).toMatchObject({ attempts: 3, retries: [] });
});

test("a task that misses its window is a problem; one that waits for the next opening waits for nothing else", async () => {
  const window = { notBefore: "06:30", notAfter: "06:45" };
  const facts = await rehearsed(
    [
      daily("late", "06:00", [
        task("load"),
        task("send", { needs: [0], gates: gates(null, window) }),
      ]),
      daily("next", "06:00", [
        task("load"),
        task("send", { needs: [0], gates: gates(null, { ...window, late: "nextOpening" }) }),
      ]),
    ],
    {
      stubs: minutes({ "late/load": 60, "next/load": 60 }),
      until: onMonday("12:00") + 86_400_000,
    },
  );
  const [late, next, ...others] = reportOf(facts);
  expect(late).toMatchObject({ state: "succeeded", waits: [] });
  const opening = "2026-01-06T06:30:00Z";
  expect(next).toMatchObject({
    waits: [{ text: "not before 2026-01-06 06:30 (UTC)", until: opening }],
    tasks: [{}, { startedAt: opening }],
  });
  expect(others).toMatchObject([
    {
      ...{ problem: "too-late", pipeline: "late" },
      message: "send was skipped: not after 2026-01-05 06:45 (UTC)",
    },
    { kind: "summary", problems: 1 },
  ]);
});
