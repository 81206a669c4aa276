// Two servers and two workers on one database: none of them leads, and none needs its connections to stay.

import { expect, test } from "vitest";
import { expectOnce } from "#test/support/effects.ts";
import { Estate, gated, gatedTasks } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";

const everySecond =
  "name: second\ntriggers: [{schedule: {every: 1s}, missed: all}]\ntasks: {a: {run: 'true'}}\n";

/** Waits until due times are settled for some seconds on; answers how late the latest was, and that none is missing. */
async function settledOn(estate: Estate): Promise<{ lateMs: number; missing: number }> {
  const [before] = await estate.query<{ now: string }>("select clock_timestamp()::text as now");
  const since = before?.now;
  const later = async () => {
    const sql =
      "select max(due_at) > $1::timestamptz + interval '3 seconds' as so from trunkline.run";
    return (await estate.query<{ so: boolean }>(sql, [since]))[0]?.so === true;
  };
  await eventually("due times are settled three seconds on", later, 20_000);
  const [found] = await estate.query<{ lateMs: number; missing: number }>(
    `select max(extract(epoch from created_at - due_at) * 1000)::int as "lateMs",
            (extract(epoch from max(due_at) - min(due_at)) + 1 - count(*))::int as missing
       from trunkline.run where slot like 't:%' and due_at > $1::timestamptz - interval '1 second'`,
    [since],
  );
  return found as { lateMs: number; missing: number };
}

test("whichever server is killed, the other goes on with every due time within 5 s", async ({
  annotate,
}) => {
  await using estate = new Estate(() => ({ "pipelines/second.yaml": everySecond }));
  const first = await estate.started("server");
  const second = await estate.started("server");
  await settledOn(estate);
  first.child.kill("SIGKILL");
  const alone = await settledOn(estate);
  await estate.started("server");
  second.child.kill("SIGKILL");
  const replaced = await settledOn(estate);
  await annotate(`latest due time ${alone.lateMs} ms, then ${replaced.lateMs} ms`);
  for (const { lateMs, missing } of [alone, replaced]) {
    expect(missing).toBe(0);
    expect(lateMs).toBeLessThan(5_000);
  }
});

test("every connection of every process is cut, again and again, and all of them go on", async () => {
  await using estate = new Estate((scratch) => ({
    "pipelines/gated.yaml": gated(scratch),
    "pipelines/second.yaml": everySecond,
  }));
  const processes = [
    await estate.started("server"),
    await estate.started("server"),
    await estate.started("worker"),
    await estate.started("worker"),
  ];
  const id = await estate.run();
  await estate.starts(3);
  for (let round = 0; round < 2; round++) {
    const cut = await estate.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    expect(cut.length).toBeGreaterThan(8);
    const { lateMs, missing } = await settledOn(estate);
    expect(missing).toBe(0);
    expect(lateMs).toBeLessThan(5_000);
  }
  expect((await estate.api().workers()).length).toBe(2);
  estate.go();
  expect((await estate.ended(id)).state).toBe("succeeded");
  expectOnce(estate.effects(), id, gatedTasks);
  for (const { child, printed } of processes)
    expect([child.exitCode, child.signalCode], printed()).toEqual([null, null]);
  // With how each attempt ended, so that a failure here says what became of it.
  const others = `select r.id, r.state, a.attempt, a.ending, a.message
    from trunkline.run r left join trunkline.attempt a on a.run_id = r.id where r.state not in ('succeeded', 'running')`;
  expect(await estate.query(others)).toEqual([]);
});
