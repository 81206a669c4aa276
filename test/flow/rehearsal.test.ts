// A rehearsal against the engine: the same estate with a scheduler, a gatekeeper and a worker in real time, its tasks taking
// as long as the stubs say. States, attempts, what was waited for, and the order of starts must be the same.

import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { ChildAction } from "#core/action.ts";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { lockUnits } from "#core/pools/declaration.ts";
import type { RunFacts } from "#core/rehearsal/facts.ts";
import { reportOf } from "#core/rehearsal/report.ts";
import { type StubRules, stubOf } from "#core/rehearsal/stub.ts";
import { waitsOf } from "#core/rehearsal/waits.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { type ReadRehearsal, readRehearsal } from "#engine/rehearsal/read-rehearsal.ts";
import { startScheduler } from "#engine/scheduler.ts";
import { startWorker } from "#engine/worker.ts";
import type { Executor } from "#executors/executor.ts";
import type { ConditionSpec } from "#schemas/types.ts";
import { applyEffects } from "#store/events.sql.ts";
import { observe } from "#store/rehearsal/database.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { declared, gates } from "#test/support/gated.ts";
import { onMonday, rehearsed, stubRules } from "#test/support/rehearsed.ts";

const date = "2026-01-05";
const after = (spec: ConditionSpec) => ({
  after: [{ condition: normalizeCondition(spec), per: "date" as const }],
});
const take = (pool: string, amount: number | "exclusive") => ({
  ...{ pool, amount, keepOnFailure: false },
});

const child: ChildAction = {
  ...{ kind: "pipeline", pipeline: "called", params: {}, date: null, wait: true, outputs: {} },
};

/** Everything that an estate can wait for within seconds, begun by one event. */
const estate: Pipeline[] = [
  pipeline(
    "load",
    [
      task("fetch", { retry: { retries: 2, delayMs: 400, backoff: "fixed", maxDelayMs: null } }),
      task("check", { needs: [0], onFailure: "continue", outputs: { rows: "integer" } }),
      task("wide1", {
        needs: [1],
        condition: "finished()",
        gates: gates(null, { takes: [take("wh", 2)] }),
      }),
      task("wide2", {
        needs: [1],
        condition: "finished()",
        gates: gates(null, { takes: [take("wh", 2)] }),
      }),
      task("loaded", {
        needs: [2, 3],
        effects: [{ kind: "emit", event: "LOADED", date: { days: 0 } }],
      }),
      task("last", { phase: "finally", condition: "true", needs: [0, 1, 2, 3, 4] }),
    ],
    after({ event: "START" }),
  ),
  pipeline(
    "report",
    [task("wait", { gates: gates({ event: "LOADED" }) }), task("send", { needs: [0] })],
    {
      ...after({ event: "START" }),
      awaits: normalizeCondition({ pipeline: "ledger", state: "finished" }),
    },
  ),
  pipeline(
    "ledger",
    [
      task("post", { gates: gates(null, { takes: [take("ledger", "exclusive")] }) }),
      task("close", { needs: [0] }),
      task("post:undo", { phase: "undo", needs: [0] }),
    ],
    { ...after({ event: "START" }), undoWhen: ["failed"] },
  ),
  pipeline(
    "audit",
    [task("count", { gates: gates(null, { takes: [take("ledger", "exclusive")] }) })],
    after({ event: "START" }),
  ),
  pipeline("follows", [task("x")], after({ pipeline: "ledger", state: "failed" })),
  pipeline(
    "parent",
    [task("before"), task("child", { needs: [0], action: child }), task("behind", { needs: [1] })],
    after({ event: "START" }),
  ),
  pipeline("called", [task("first"), task("second", { needs: [0] })]),
];

const pools = [
  declared("wh", { units: 2 }),
  declared("ledger", { kind: "lock", units: lockUnits }),
];

/** No two starts that matter fall together: 200 ms and more lie between them. */
const takesMs: Record<string, number> = {
  "load/fetch": 300,
  "load/check": 500,
  "load/wide1": 3_000,
  "load/wide2": 700,
  "ledger/post": 2_000,
  "ledger/close": 250,
  "ledger/post:undo": 300,
};
const rules: StubRules = stubRules({
  otherwiseMs: 400,
  declared: new Map(
    Object.entries(takesMs).map(([name, ms]) => [
      name,
      { expected: { medianMs: ms, p90Ms: ms }, exitCode: 0, outputs: {}, output: "" },
    ]),
  ),
  failures: [
    { pipeline: "load", task: "check", date: null },
    { pipeline: "ledger", task: "close", date: null },
  ],
});

/** Stubs in real time. */
const stubs = (definitions: ReturnType<typeof createDefinitions>): Executor => ({
  kind: "command",
  async run({ runId, task: name, attempt, timeoutMs }) {
    const { pipeline, date, slot, pipelineRevision } = await definitions.run(runId);
    const found = (await definitions.pipeline(pipelineRevision)).tasks.find(
      (one) => one.name === name,
    );
    const { group = name, outputs = {} } = found ?? {};
    const stub = stubOf(rules, {
      pipeline,
      task: name,
      group,
      date,
      slot,
      attempt,
      timeoutMs,
      outputs,
      saidExit: null,
    });
    await delay(stub.durationMs);
    const { exitCode } = stub;
    const message = exitCode === 0 ? null : `Exit code ${exitCode}.`;
    return { ending: "exited", exitCode, signal: null, message, outputs: stub.outputs };
  },
  killAll: async () => {},
  close: async () => {},
});

async function inRealTime(): Promise<ReadRehearsal> {
  await using db = await testDatabase();
  const { pool, connectionString } = db;
  // What is waited for is noted here too, by the real clock.
  await pool.query("create schema rehearsal");
  await pool.query(
    "create function rehearsal.now() returns timestamptz language sql stable as 'select pg_catalog.now()'",
  );
  await observe(pool);
  // The worker is of the engine's role.
  await pool.query("grant usage on schema rehearsal to public");
  await pool.query("grant all on all tables in schema rehearsal to public");
  await deploy(pool, estate, pools);
  const definitions = createDefinitions(pool);
  const scheduler = startScheduler({ pool });
  const executors = [stubs(definitions)];
  const worker = await startWorker({ connectionString, executors, slots: 32, name: "real" });
  try {
    await applyEffects(pool, start);
    await eventually(
      "all runs have ended",
      async () => {
        const { rows } = await pool.query<{ ended: boolean }>(
          "select count(*) = $1 and bool_and(finished_at is not null) as ended from trunkline.run",
          [estate.length],
        );
        return rows[0]?.ended === true;
      },
      60_000,
    );
  } finally {
    await worker.stop();
    await scheduler.stop();
  }
  const window = { from: Date.now() - 3_600_000, to: Date.now() + 3_600_000 };
  const told = { endedAt: window.to, standsStill: false, attempts: 0, instants: 0 };
  return await readRehearsal(
    pool,
    { ...told, definitions, askedFailures: new Set() },
    window,
    async () => [],
  );
}

const start = {
  ...{ project: "test", date, actor: "ada", act: "emit", reason: null },
  effects: [{ emit: "START", date }],
};

/** What must be the same: states, attempts, and what was waited for. */
const outcomes = ({ runs, pools }: ReadRehearsal) =>
  runs
    .map((run) => ({
      pipeline: run.pipeline,
      state: run.state,
      tasks: run.tasks.map(({ name, state, attempts }) => `${name} ${state} ${attempts}`),
      waits: waitsOf(run, pools)
        // In real time the judgement of a gate takes some milliseconds, on a busy machine some hundred.
        .filter(({ from, until }) => until === null || until - from > 1_000)
        .map(({ task, on, text }) => `${task ?? "run"} ${on} ${text}`)
        .sort(),
    }))
    .sort((a, b) => (a.pipeline < b.pipeline ? -1 : 1));

const startsOf = (runs: readonly RunFacts[]) =>
  runs.flatMap(({ pipeline, tasks }) =>
    tasks.flatMap(({ name, startedAt }) =>
      startedAt === null ? [] : { name: `${pipeline}/${name}`, at: startedAt },
    ),
  );

test("a rehearsal and the engine in real time agree", async () => {
  const happenings = [
    { at: onMonday("06:00"), effects: start.effects as { emit: string; date: string }[] },
  ];
  const virtual = await rehearsed(estate, { stubs: rules, pools, happenings });
  const real = await inRealTime();
  expect(outcomes(virtual)).toEqual(outcomes(real));
  expect(reportOf(virtual).filter(({ kind }) => kind === "problem")).toEqual([]);
  const realAt = new Map(startsOf(real.runs).map(({ name, at }) => [name, at]));
  const planned = startsOf(virtual.runs);
  expect(new Set(realAt.keys())).toEqual(new Set(planned.map(({ name }) => name)));
  const inverted = planned.flatMap((first) =>
    planned
      .filter(
        ({ name, at }) =>
          at - first.at >= 200 && (realAt.get(name) ?? 0) <= (realAt.get(first.name) ?? 0),
      )
      .map(({ name }) => `${name} started before ${first.name}`),
  );
  expect(inverted).toEqual([]);
});
