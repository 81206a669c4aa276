// With 100,000 tasks that wait for events, how long does one event take to make the ten that wait for it ready?

import { startScheduler } from "#engine/scheduler.ts";
import { applyEffects } from "#store/events.sql.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase } from "./support/database.ts";
import { alternate, type Result } from "./support/rounds.ts";

const waiting = 100_000;
const woken = 10;
const dates = Array.from({ length: waiting / woken }, (_, n) =>
  Temporal.PlainDate.from("2000-01-01").add({ days: n }).toString(),
);

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  const awaits = { kind: "event", project: null, name: "E", date: { days: 0 } } as const;
  const gates = { awaits, notBefore: null, notAfter: null, takes: [] };
  const ids = await deploy(db.pool, [pipeline("waiter", [task("only", { gates })])]);
  await createWaiters(db, ids.get("waiter") as number);
  const scheduler = startScheduler({ pool: db.pool });
  await until(async () => (await count(db, "wait_check")) === 0);
  if ((await count(db, "wait")) !== waiting) throw new Error("not everything waits");
  let round = 0;
  const ours = async () => {
    const date = dates[round++] as string;
    const since = performance.now();
    await emit(db, date);
    await until(async () => (await ready(db)) >= woken * round);
    return performance.now() - since;
  };
  // The same round trips without anybody waiting: an event that nobody awaits, and a look.
  const reference = async () => {
    const since = performance.now();
    await emit(db, "1999-12-31");
    await ready(db);
    return performance.now() - since;
  };
  const { all, ...figures } = await alternate(rounds, reference, ours);
  await scheduler.stop();
  return { name: "event-wake", ...figures, unit: "ms", params: { rounds, waiting, woken, all } };
}

/** The due times of one slot each, ten a date, as a backfill of 27 years would make them. */
async function createWaiters(db: BenchDatabase, pipelineId: number): Promise<void> {
  const slots = dates.flatMap((date) =>
    Array.from({ length: woken }, (_, n) => ({ date, slot: `m:${date}-${n}` })),
  );
  for (let at = 0; at < slots.length; at += 2_000) {
    const part = slots.slice(at, at + 2_000);
    await createRuns(db.pool, {
      pipelines: part.map(() => pipelineId),
      slots: part.map(({ slot }) => slot),
      dates: part.map(({ date }) => date),
      dues: part.map(() => new Date()),
      reasons: part.map(() => null) as unknown as string[],
      kind: "manual",
      params: {},
      actor: null,
      parentTrace: null,
    });
  }
}

const emit = (db: BenchDatabase, date: string) =>
  applyEffects(db.pool, {
    project: "test",
    date,
    actor: "bench",
    act: "change",
    reason: null,
    effects: [{ emit: "E", date }],
  });

/** Tasks that were enqueued, by the queue's own small table. */
const ready = async (db: BenchDatabase): Promise<number> =>
  (await db.pool.query("select count(*)::int as n from graphile_worker._private_jobs")).rows[0].n;

const count = async (db: BenchDatabase, table: "wait" | "wait_check"): Promise<number> =>
  (await db.pool.query(`select count(*)::int as n from trunkline.${table}`)).rows[0].n;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 1));
}
