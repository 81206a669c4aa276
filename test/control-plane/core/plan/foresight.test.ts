// What is foreseen of plans that are made here; whole ones, in words, are in test/golden/plan.

import { expect, test } from "vitest";
import type { SqlAction } from "#core/action.ts";
import type { Condition } from "#core/conditions/condition.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { parseDuration } from "#core/duration.ts";
import { plannedOf } from "#core/judge.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";
import { foresee } from "#core/plan/foresight.ts";
import { groundsText } from "#core/plan/lengths.ts";
import { plan } from "#core/plan.ts";
import type { PoolDeclaration } from "#core/pools/declaration.ts";
import { rulesOf } from "#core/registration.ts";
import { pipeline, sha256, task } from "#test/support/deploy.ts";

const at = Temporal.Instant.from("2026-03-02T12:00:00Z");

interface Given {
  before: Pipeline[];
  after: Pipeline[];
  durations?: Record<string, string>;
  pools?: PoolDeclaration[];
  rules?: Parameters<typeof rulesOf>[0];
  diagnostics?: Diagnostic[];
  readableBy?: { before: string[]; after: string[] };
}

function foreseen({ before, after, durations = {}, pools = [], rules, ...given }: Given) {
  const sides = (all: Pipeline[]) =>
    all.map((one) => plannedOf(`pipelines/${one.name}.yaml`, one, sha256));
  const [live, good] = [sides(before), sides(after)];
  const made = plan(
    {
      ...{ project: "shop", base: "b".repeat(40), commit: "c".repeat(40), at, desired: good, live },
      ...{ broken: [], kept: new Set(), scripts: new Map(), pools: [], isForecast: true },
      readableBy: given.readableBy ?? null,
    },
    sha256,
  );
  return foresee({
    ...{ plan: made, live, good, pools: { live: pools, desired: pools } },
    diagnostics: given.diagnostics ?? [],
    rules: rules ? rulesOf(rules) : null,
    durations: new Map(
      Object.entries(durations).map(([name, text]) => {
        const ms = parseDuration(text) as number;
        return [name, { medianMs: ms, p90Ms: ms }];
      }),
    ),
  });
}

const due = (cron: string): Partial<Pipeline> => ({
  triggers: [{ schedule: { cron }, timezone: "UTC", missed: "latest" }],
});
const run = (name: string, days = 0): Condition => ({
  ...{ kind: "run", project: null, pipeline: name, task: null, state: "succeeded" },
  ...{ exitCode: null, which: { by: "date", date: { days } } },
});
const gates = (of: Partial<NonNullable<Task["gates"]>>): Partial<Task> => ({
  gates: { awaits: null, notBefore: null, notAfter: null, takes: [], ...of },
});
const take = (pool: string, amount: number | "shared" | "exclusive") =>
  gates({ takes: [{ pool, amount, keepOnFailure: false }] });
const finishBy = (by: string): Partial<Pipeline> => ({
  deadline: { startBy: null, finishBy: by },
});

test("downstream is who awaits, runs after, runs or reads it, and theirs; the nearest first", () => {
  const child = { kind: "pipeline", params: {}, date: null, wait: true, outputs: {} } as const;
  const others = [
    pipeline("awaits", [task("t", gates({ awaits: run("a") }))]),
    pipeline("after", [task("t")], { after: [{ condition: run("a"), per: "date" }] }),
    pipeline("parent", [task("t", { action: { ...child, pipeline: "a" } })]),
    pipeline("reads", [task("t", { reads: ["x"] })]),
    pipeline("far", [task("t")], { awaits: run("reads") }),
    pipeline("elsewhere", [task("t")], { awaits: { ...run("a"), project: "other" } as Condition }),
  ];
  const writes = { effects: [{ kind: "update" as const, asset: "x" }] };
  const { downstream } = foreseen({
    before: [pipeline("a", [task("t", writes)]), ...others],
    after: [pipeline("a", [task("t", { ...writes, priority: 1 })]), ...others],
  });
  expect(downstream.pipelines).toBe(5);
  expect(downstream.changes).toEqual([
    {
      pipeline: "a",
      followers: [
        { pipeline: "after", how: "runs after a", steps: 1 },
        { pipeline: "awaits", how: "awaits a", steps: 1 },
        { pipeline: "parent", how: "runs a", steps: 1 },
        { pipeline: "reads", how: "reads x of a", steps: 1 },
        { pipeline: "far", how: "awaits reads", steps: 2 },
      ],
      more: 0,
    },
  ]);
});

test("a deadline that moves before what takes so long is told with the path, of what comes in time nothing", () => {
  const tasks = [task("a"), task("b", { needs: [0] }), task("c")];
  const of = (by: string) => [pipeline("p", tasks, { ...due("0 6 * * *"), ...finishBy(by) })];
  const durations = { "p/a": "20m", "p/b": "25m", "p/c": "5m" };
  const { deadlines } = foreseen({ before: of("07:00"), after: of("06:30"), durations });
  expect(deadlines).toMatchObject([
    {
      ...{ pipeline: "p", task: null, kind: "finishBy", by: "06:30", outlook: "likely" },
      ...{ date: "2026-03-03", reachedAt: "2026-03-03T06:45:00Z", path: ["a", "b"] },
      ...{ heldBy: null, runs: 10, of: 10 },
    },
  ]);
  expect(foreseen({ before: of("07:00"), after: of("06:50"), durations }).deadlines).toEqual([]);
  // It was too late before: nothing becomes infeasible.
  expect(foreseen({ before: of("06:10"), after: of("06:20"), durations }).deadlines).toEqual([]);
});

test("a window, a schedule after the deadline, and what is awaited make one infeasible without any duration", () => {
  const window = (notBefore: string) => [
    pipeline("p", [task("a", gates({ notBefore }))], { ...due("0 6 * * *"), ...finishBy("07:00") }),
  ];
  expect(foreseen({ before: window("06:30"), after: window("08:00") }).deadlines).toMatchObject([
    { kind: "finishBy", reachedAt: "2026-03-03T08:00:00Z", path: ["a"] },
  ]);
  const at = (cron: string) => [pipeline("p", [task("a")], { ...due(cron), ...finishBy("07:00") })];
  expect(foreseen({ before: at("0 6 * * *"), after: at("0 8 * * *") }).deadlines).toHaveLength(1);
  const late = pipeline("late", [task("a")], {
    ...{ ...due("0 6 * * *"), ...finishBy("07:00") },
    awaits: { kind: "all", of: [run("first"), run("unknown")] },
  });
  const first = (cron: string) => [pipeline("first", [task("a")], due(cron)), late];
  expect(
    foreseen({ before: first("0 5 * * *"), after: first("30 7 * * *") }).deadlines,
  ).toMatchObject([{ pipeline: "late", heldBy: "first", reachedAt: "2026-03-03T07:30:00Z" }]);
  // Of yesterday's run it is no matter, and of alternatives the other one may come first.
  const of = (awaits: Condition) => (cron: string) => [
    pipeline("first", [task("a")], due(cron)),
    { ...late, awaits },
  ];
  for (const condition of [
    run("first", -1),
    { kind: "any", of: [run("first"), run("unknown")] } as Condition,
  ])
    expect(
      foreseen({ before: of(condition)("0 5 * * *"), after: of(condition)("30 7 * * *") })
        .deadlines,
    ).toEqual([]);
});

test("pipelines that await each other in a circle, and themselves, are no endless matter", () => {
  const of = (cron: string) => [
    pipeline("a", [task("t")], { ...due(cron), ...finishBy("07:00"), awaits: run("b") }),
    pipeline("b", [task("t")], { ...due("0 5 * * *"), awaits: run("a") }),
  ];
  expect(foreseen({ before: of("0 6 * * *"), after: of("1 6 * * *") }).deadlines).toEqual([]);
});

test("with timeouts alone a deadline may be missed, and a repair counts for nothing", () => {
  const of = (timeoutMs: number) => [
    pipeline(
      "p",
      [
        task("a", { timeoutMs }),
        task("repair", { needs: [0], timeoutMs: 86_400_000, condition: "failed('a')" }),
      ],
      { ...due("0 6 * * *"), ...finishBy("07:00") },
    ),
  ];
  const { deadlines, lengths } = foreseen({ before: of(600_000), after: of(7_200_000) });
  expect(deadlines).toMatchObject([{ outlook: "longest", reachedAt: "2026-03-03T08:00:00Z" }]);
  expect(lengths).toEqual({ declared: 0, timeout: 1, unknown: 1 });
  expect(groundsText(lengths)).toBe(
    "reckoned with the timeouts of 1 task and no time at all for 1 task",
  );
});

test("runs of one pipeline that overlap are told once they do, with what becomes of them", () => {
  const of = (cron: string) => [
    pipeline("p", [task("a")], { ...due(cron), concurrency: { runs: 1, whenBusy: "skip" } }),
  ];
  const durations = { "p/a": "20m" };
  const { overlaps } = foreseen({ before: of("0 * * * *"), after: of("*/15 * * * *"), durations });
  expect(overlaps).toMatchObject([
    {
      ...{ pipeline: "p", other: "p", over: null, outlook: "likely" },
      ...{ from: "2026-03-02T12:30:00Z", until: "2026-03-02T12:35:00Z" },
      outcome: "where 1 runs, the later one is skipped",
    },
  ]);
  expect(
    foreseen({ before: of("*/10 * * * *"), after: of("*/15 * * * *"), durations }).overlaps,
  ).toEqual([]);
});

test("two that share a lock, a pool or an asset overlap where there isn't enough for both", () => {
  const declared = (name: string, units: number, kind: "units" | "lock"): PoolDeclaration => ({
    ...{ name, kind, units, scope: "project", perMs: null, description: null },
  });
  const pools = [declared("wh", 3, "units"), declared("ledger", 1_000_000, "lock")];
  const two =
    (fields: Partial<Task>, others = fields) =>
    (cron: string) => [
      pipeline("a", [task("t", fields)], due(cron)),
      pipeline("b", [task("t", others)], due("0 1 * * *")),
    ];
  const over = (of: (cron: string) => Pipeline[]) =>
    foreseen({
      ...{ before: of("0 22 * * *"), after: of("30 0 * * *"), pools },
      durations: { "a/t": "1h", "b/t": "1h" },
    }).overlaps.map(({ pipeline: name, other, over: what }) => [name, other, what]);
  expect(over(two(take("ledger", "exclusive")))).toEqual([["a", "b", "lock ledger"]]);
  expect(over(two(take("ledger", "shared")))).toEqual([]);
  expect(over(two(take("wh", 2)))).toEqual([["a", "b", "pool wh"]]);
  expect(over(two(take("wh", 1)))).toEqual([]);
  const writes = { effects: [{ kind: "update" as const, asset: "x" }] };
  expect(over(two(writes, { reads: ["x"] }))).toEqual([["a", "b", "asset x"]]);
  expect(over(two({ reads: ["x"] }))).toEqual([]);
});

test("rights widen by pipeline, and for the project where nothing had them; a new pipeline's labels are its own matter", () => {
  const sql: SqlAction = {
    ...({ kind: "sql", connectionName: "db", sql: "select 1", params: {}, expect: null } as const),
    ...{ readOnly: true, maxRows: 1 },
    connection: {
      ...({ type: "postgres", password: null, ssl: "verify", ca: null } as const),
      ...{ host: "db.example", port: 5432, database: "d", user: "u" },
    },
  };
  const other = pipeline("other", [task("t", { secrets: ["s"], runsOn: ["etl"] })]);
  const { rights } = foreseen({
    before: [pipeline("p", [task("t", { runsOn: ["etl"] })]), other],
    after: [
      pipeline("p", [task("t", { secrets: ["s"], runAs: "root", ...take("wh", 1) })]),
      other,
      pipeline("q", [task("t", { action: sql })]),
    ],
    readableBy: { before: ["ops"], after: ["ops", "fin*"] },
  });
  expect(rights).toEqual({
    pipelines: [
      { pipeline: "p", users: ["root"], workers: ["any worker"], secrets: ["s"], pools: ["wh"] },
      { pipeline: "q", hosts: ["db.example:5432"] },
    ],
    project: {
      users: ["root"],
      workers: ["any worker"],
      pools: ["wh"],
      hosts: ["db.example:5432"],
    },
    readers: ["fin*"],
  });
});

test("rules of the registration judge what is removed, and else a server's defaults", () => {
  const all = Array.from({ length: 20 }, (_, n) => pipeline(`p${n}`, [task("t")]));
  const some = { before: all, after: all.slice(0, 16) };
  expect(foreseen(some).verdicts).toEqual([
    {
      ...{ rule: "deletions", outcome: "passes" },
      text: "removes 4 of 20 pipelines: up to 10 go through by default",
    },
  ]);
  const sync = { holdDeletions: { count: 2, percent: 10 }, strict: true };
  expect(foreseen({ ...some, rules: { sync } }).verdicts).toMatchObject([
    { rule: "deletions", outcome: "held" },
    { rule: "strict", outcome: "passes" },
  ]);
  const diagnostic = {
    ...{ code: "ceiling-exceeded" as const, severity: "error" as const, file: "pipelines/p.yaml" },
    ...{ message: 'the project may not use the secret "bank"', line: 1, column: 1 },
    ...{ endLine: 1, endColumn: 2 },
  };
  const rules = {
    allow: { secrets: ["shop/**"] },
    sync: { strict: true, approvals: { atLeast: 2, bindToPlan: true } },
  };
  expect(foreseen({ before: all, after: all, rules, diagnostics: [diagnostic] }).verdicts).toEqual([
    { rule: "deletions", outcome: "passes", text: "removes nothing" },
    { rule: "ceilings", outcome: "refused", text: diagnostic.message },
    {
      ...{ rule: "strict", outcome: "refused" },
      text: "1 error, and with strict nothing of such a revision is deployed",
    },
    { rule: "approvals", outcome: "unknown", text: "2 must approve exactly the commit" },
    { rule: "approvals", outcome: "unknown", text: expect.stringContaining("exactly this plan") },
  ]);
  const [, within] = foreseen({ before: all, after: all, rules }).verdicts;
  expect(within).toMatchObject({ rule: "ceilings", outcome: "passes" });
});

test("it is the same whatever order pipelines are read in", () => {
  const writes = { effects: ["x", "y"].map((asset) => ({ kind: "update" as const, asset })) };
  const of = (cron: string) => [
    pipeline("a", [task("t", { ...writes, ...take("ledger", "exclusive") })], due(cron)),
    pipeline("b", [task("t", { reads: ["x"], ...take("ledger", "exclusive") })], due("0 1 * * *")),
    pipeline("c", [task("t", { reads: ["y", "x"] })], { ...due("30 1 * * *"), awaits: run("a") }),
    pipeline("d", [task("t")], { ...due("0 2 * * *"), ...finishBy("04:00"), awaits: run("c") }),
  ];
  const durations = { "a/t": "2h", "b/t": "1h", "c/t": "1h", "d/t": "5m" };
  const [late, early] = [of("0 22 * * *"), of("30 0 * * *")];
  const told = { overlaps: 0, deadlines: 0 };
  for (const [before, after] of [
    [late, early],
    [early, late],
  ] as const) {
    const found = foreseen({ before, after, durations });
    told.overlaps += found.overlaps.length;
    told.deadlines += found.deadlines.length;
    const turned = { before: before.toReversed(), after: after.toReversed(), durations };
    expect(foreseen(turned)).toEqual(found);
  }
  expect(told).toEqual({ overlaps: 2, deadlines: 1 });
});
