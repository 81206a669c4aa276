// Every finished run reaches the receiver: through kills, standstills, refusals and other servers.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type SweepTiming, startTraceSweep, type TraceSweep } from "#observe/sweep.ts";
import { type TestDatabase, testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, newRun, newWorker, perform } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { type OtlpReceiver, startOtlpReceiver } from "#test/support/otlp-receiver.ts";

let database: TestDatabase;
let pool: pg.Pool;
let receiver: OtlpReceiver;
let pipelineId: number;
let messages: string[];
let sweeps: TraceSweep[];
let child: ChildProcess | undefined;
beforeEach(async () => {
  database = await testDatabase();
  pool = database.pool;
  pipelineId = (await deploy(pool, [pipeline("p", [task("a")])])).get("p") as number;
  receiver = await startOtlpReceiver();
  messages = [];
  sweeps = [];
});
afterEach(async () => {
  child?.kill("SIGKILL");
  for (const sweep of sweeps) await sweep.stop();
  await receiver.close();
  await database[Symbol.asyncDispose]();
});

const never = 3_600_000;

/** Looks all the time unless told otherwise. */
function sweep(timing: Partial<SweepTiming> = {}): TraceSweep {
  const started = startTraceSweep({
    pool,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
    onMessage: (message) => messages.push(message),
    timing: { everyMs: 5, firstBackoffMs: 5, ...timing },
  }) as TraceSweep;
  sweeps.push(started);
  return started;
}

/** Finished runs; due times that were passed over are the cheapest. */
async function finished(count: number, from = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let n = from; n < from + count; n++)
    ids.push((await createRun(pool, pipelineId, day(n), { reason: "missed" })) as string);
  return ids;
}

const runsOf = (spans: OtlpReceiver["spans"]): string[] =>
  spans
    .filter(({ kind }) => kind === 2)
    .map(({ attributes }) => String(attributes["cicd.pipeline.run.id"]));
const arrived = (): string[] => runsOf(receiver.spans);
const sorted = (ids: readonly string[]): string[] => ids.toSorted((a, b) => Number(a) - Number(b));
const spanIds = (): string[] => receiver.spans.map(({ traceId, spanId }) => `${traceId}/${spanId}`);

async function unmarked(): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "select count(*)::int as n from trunkline.run where finished_at is not null and exported_at is null",
  );
  return rows[0]?.n ?? 0;
}
const allMarked = () => eventually("every run is marked", async () => (await unmarked()) === 0);

/** Takes a request and answers it only when told. */
function holding() {
  const came = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  receiver.answer = async () => {
    came.resolve();
    await go.promise;
    return { status: 200 };
  };
  return { came: came.promise, go: go.resolve };
}

test("a run with its tasks arrives once and is marked", async () => {
  const run = await newRun(pool, pipelineId);
  await perform(pool, await newWorker(pool), run, 0);
  sweep();
  await allMarked();
  expect(arrived()).toEqual([run]);
  expect(new Set(spanIds()).size).toBe(receiver.spans.length);
  expect(receiver.spans.map(({ name }) => name)).toContain("a");
});

test("what finished since the last look is handed over by the stop", async () => {
  const [first] = await finished(1);
  const only = sweep({ everyMs: never });
  await allMarked();
  const later = await finished(150, 2);
  await only.stop();
  expect(sorted(arrived())).toEqual([first, ...later]);
  expect(await unmarked()).toBe(0);
});

test("a receiver that hangs holds up the stop for little more than 2 s, and costs no run", async () => {
  const runs = await finished(1);
  const held = holding();
  const hanging = sweep();
  await held.came;
  const start = performance.now();
  await hanging.stop();
  expect(performance.now() - start).toBeLessThan(4_000);
  held.go();
  expect(await unmarked()).toBe(1);
  receiver.answer = { status: 200 };
  receiver.spans.length = 0;
  // Free at once: no lease has to run out.
  await sweep({ everyMs: never }).stop();
  expect(arrived()).toEqual(runs);
});

/** A server's sweep in a process of its own. */
function sweepingProcess(): ChildProcess {
  const script = `import { createPool } from "#store/connect.ts";
    import { startTraceSweep } from "#observe/sweep.ts";
    const pool = createPool(${JSON.stringify(database.connectionString)});
    startTraceSweep({ pool, env: process.env, onMessage: console.error });`;
  child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return child;
}

test("killed between the receiver's acceptance and the mark: another sends the same ids, once the lease is over", async () => {
  const runs = await finished(3);
  const accepted = Promise.withResolvers<void>();
  const server = sweepingProcess();
  receiver.answer = async () => {
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
    accepted.resolve();
    return { status: 200 };
  };
  await accepted.promise;
  await eventually("the spans are there", () => receiver.spans.length > 0);
  const before = receiver.spans.splice(0);
  expect(sorted(runsOf(before))).toEqual(runs);
  expect(await unmarked()).toBe(3);
  receiver.answer = { status: 200 };

  // The lease of the dead is respected, for nobody can know that it is dead; later runs pass by.
  const [later] = await finished(1, 4);
  await sweep({ everyMs: never }).stop();
  expect(arrived()).toEqual([later]);
  receiver.spans.length = 0;

  const { rows } = await pool.query<{ s: number }>(
    "select extract(epoch from max(export_claimed_until) - clock_timestamp())::float8 as s from trunkline.run where exported_at is null",
  );
  expect(rows[0]?.s).toBeGreaterThan(0);
  expect(rows[0]?.s).toBeLessThanOrEqual(30);
  // As time would.
  await pool.query(
    "update trunkline.run set export_claimed_until = export_claimed_until - interval '30 s'",
  );
  await sweep({ everyMs: never }).stop();
  expect(receiver.spans).toEqual(before);
  expect(await unmarked()).toBe(0);
});

test("two servers at once: what one is sending the other leaves alone", async () => {
  const runs = await finished(5);
  const held = holding();
  const slow = sweep({ everyMs: never });
  await held.came;
  // Looks twice, finds nothing, and ends.
  await sweep({ everyMs: never }).stop();
  expect(receiver.bodies).toHaveLength(1);
  held.go();
  await slow.stop();
  expect(sorted(arrived())).toEqual(runs);
});

test("three servers share a backlog, and each span arrives once", async () => {
  const runs = await finished(450);
  for (let n = 0; n < 3; n++) sweep();
  await allMarked();
  expect(sorted(arrived())).toEqual(runs);
  expect(new Set(spanIds()).size).toBe(receiver.spans.length);
  expect(messages).toEqual([]);
});

test("a slow receiver's runs stay with the server that sends them", async () => {
  await finished(1);
  const held = holding();
  sweep({ everyMs: never, leaseMs: 300 });
  await held.came;
  const until = async () => {
    const { rows } = await pool.query<{ at: Date }>(
      "select export_claimed_until as at from trunkline.run",
    );
    return rows[0]?.at.getTime() ?? 0;
  };
  const first = await until();
  await eventually(
    "it is extended beyond its first end",
    async () => (await until()) > first + 300,
  );
  held.go();
  await allMarked();
  expect(arrived()).toHaveLength(1);
});

test("a receiver that is down loses nothing, and is complained of once", async () => {
  const port = Number(new URL(receiver.endpoint).port);
  await receiver.close();
  const first = await finished(2);
  sweep();
  await eventually("it was tried", () => messages.length > 0);
  const second = await finished(2, 3);
  receiver = await startOtlpReceiver(port);
  receiver.answer = { status: 503 };
  await eventually("it was refused more than once", () => receiver.bodies.length > 2);
  expect(arrived()).toEqual([]);
  receiver.answer = { status: 200 };
  await allMarked();
  expect(sorted(arrived())).toEqual([...first, ...second]);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/^traces: no answer from .*; they are kept and sent later$/);
});

test("a wrong token keeps the runs until it is put right", async () => {
  await finished(2);
  receiver.answer = { status: 401 };
  sweep();
  await eventually("it was refused more than once", () => receiver.bodies.length > 1);
  expect(await unmarked()).toBe(2);
  receiver.answer = { status: 200 };
  await allMarked();
  expect(arrived()).toHaveLength(2);
  expect(messages).toEqual([expect.stringContaining("status 401; they are kept")]);
});

test("runs that the receiver never takes are left out, and no others, and it is said once", async () => {
  const runs = await finished(100);
  const bad = [runs[17], runs[64]] as string[];
  receiver.answer = (spans) => ({
    status: runsOf([...spans]).some((id) => bad.includes(id)) ? 400 : 200,
  });
  const only = sweep({ everyMs: never });
  await allMarked();
  await only.stop();
  expect(sorted(arrived())).toEqual(runs.filter((id) => !bad.includes(id)));
  expect(new Set(spanIds()).size).toBe(receiver.spans.length);
  expect(messages).toEqual([
    `traces: ${receiver.endpoint}/v1/traces refused the traces with status 400; left out for good: run ${bad.join(", ")} (\`trunkline runs show ID --trace\` still has them)`,
  ]);
});

test("what was accepted of a page is not sent again when the receiver fails in the middle", async () => {
  // Ten spans each: two requests.
  const runs = await finished(100);
  await pool.query(
    `insert into trunkline.attempt (run_id, idx, attempt, finished_at, ending)
     select r.id, 0, n, now(), 'lost' from trunkline.run r, generate_series(1, 8) n`,
  );
  let requests = 0;
  receiver.answer = () => ({ status: ++requests === 2 ? 503 : 200 });
  sweep();
  await allMarked();
  expect(sorted(arrived())).toEqual(runs);
  expect(new Set(spanIds()).size).toBe(receiver.spans.length);
  expect(requests).toBeGreaterThan(2);
});

test("older than a day is history: a receiver that is named late gets none of it", async () => {
  const [, young] = await finished(2);
  await pool.query(
    "update trunkline.run set finished_at = finished_at - interval '25 h' where id <> $1",
    [young],
  );
  await sweep({ everyMs: never }).stop();
  expect(arrived()).toEqual([young]);
});
