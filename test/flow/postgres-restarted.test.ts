// A Postgres of one's own, in a cluster that Trunkline knows nothing of, goes away and comes back under a server and a
// worker: both stay the processes that they were, and the run finishes.

import { expect, test } from "vitest";
import { type EmbeddedPostgres, ensurePostgres } from "#store/embedded/server.ts";
import { expectOnce } from "#test/support/effects.ts";
import { Estate, gated, gatedTasks } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { isRunning } from "#test/support/process.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import type { Running } from "#test/support/up.ts";

const everySecond =
  "name: second\ntriggers: [{schedule: {every: 1s}, missed: all}]\ntasks: {a: {run: 'true'}}\n";

interface Away extends AsyncDisposable {
  estate: Estate;
  /** A server and a worker, of which each must end as the process that it is. */
  processes: Running[];
  /** Of the run of `gated`, whose first three tasks have started. */
  run: string;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

async function withPostgres(ttl: number): Promise<Away> {
  const stack = new AsyncDisposableStack();
  const { path: stateDir } = stack.use(temporaryDirectory());
  let postgres: EmbeddedPostgres = await ensurePostgres({ stateDir });
  stack.defer(() => postgres.stop());
  const { connectionString } = postgres;
  const estate = stack.use(
    new Estate(
      (scratch) => ({
        "pipelines/gated.yaml": gated(scratch),
        "pipelines/second.yaml": everySecond,
      }),
      { env: { DATABASE_URL: connectionString }, ttl },
    ),
  );
  const processes = [await estate.started("server"), await estate.started("worker")];
  const run = await estate.run();
  await estate.starts(3);
  return {
    ...{ estate, processes, run },
    goAway: () => postgres.stop(),
    async comeBack() {
      postgres = await ensurePostgres({ stateDir });
      // Another address would be another database to whoever was told of this one.
      expect(postgres).toMatchObject({ connectionString, mode: "started" });
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The run ends, later due times have their runs, and nobody was started again. */
async function expectToGoOn({ estate, processes, run }: Away): Promise<void> {
  const [now] = await estate.query<{ now: string }>("select clock_timestamp()::text as now");
  estate.go();
  expect((await estate.ended(run)).state).toBe("succeeded");
  expectOnce(estate.effects(), run, gatedTasks);
  const due = "select from trunkline.run where state = 'succeeded' and due_at > $1::timestamptz";
  const later = async () => (await estate.query(due, [now?.now])).length > 1;
  await eventually("runs of later due times succeed", later, 20_000);
  const [found] = await estate.query<{ missing: number }>(
    `select (extract(epoch from max(due_at) - min(due_at)) + 1 - count(*))::int as missing
       from trunkline.run where slot like 't:%'`,
  );
  expect(found?.missing).toBe(0);
  for (const { child, printed } of processes)
    expect([child.exitCode, child.signalCode], printed()).toEqual([null, null]);
}

/** Six processes on a machine that others use as well. */
const timeout = 120_000;

test("a restart and cut connections cost nothing: what runs goes on", { timeout }, async () => {
  await using away = await withPostgres(10);
  const { estate, run } = away;
  await away.goAway();
  await away.comeBack();
  const beats = estate.effects("beat").length;
  await eventually("tasks go on", () => estate.effects("beat").length > beats + 3);
  // Server and worker are connected again, with more than one connection each.
  const others =
    "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
  await eventually("connections", async () => (await estate.query(`select ${others}`)).length > 3);
  const cut = await estate.query(`select pg_terminate_backend(pid) ${others}`);
  expect(cut.length).toBeGreaterThan(3);
  await expectToGoOn(away);
  // Each ended as the attempt that it was: neither was taken for a loss.
  const ends = estate.effects("end").filter((one) => one.run === run);
  expect(ends.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
});

test("while it is away for longer than a silent worker may be, tasks are stopped, and run again once it is back", {
  timeout,
}, async () => {
  await using away = await withPostgres(2);
  const { estate } = away;
  const commands = estate.effects("start").map(({ pid }) => pid);
  expect(commands).toHaveLength(3);
  await away.goAway();
  await eventually("its commands are gone", () => !commands.some(isRunning));
  await away.comeBack();
  await estate.starts(6, 60_000);
  await expectToGoOn(away);
});
