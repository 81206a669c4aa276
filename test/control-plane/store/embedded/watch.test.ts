import { expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { isPostmasterOf } from "#store/embedded/postmaster.ts";
import { watchPostgres } from "#store/embedded/watch.ts";
import { stateDirectory } from "#test/support/embedded-postgres.ts";
import { eventually } from "#test/support/eventually.ts";

test("a watched postmaster is back about a second after its death, for pools of before too", async () => {
  await using state = await stateDirectory();
  const server = await state.ensure();
  const pool = createPool(server.connectionString);
  const watch = watchPostgres(server, state.options);
  try {
    await pool.query("create table kept as select 1 as n");
    process.kill(server.pid, "SIGKILL");
    const answers = () =>
      pool.query("select n from kept").then(
        ({ rows }) => rows.length === 1,
        () => false,
      );
    const ms = await eventually("Postgres is back", () =>
      state.notices.some((notice) => notice.includes("is back")),
    );
    expect(ms).toBeLessThan(2_000);
    await eventually("the pool answers", answers);
  } finally {
    await watch.end();
    await pool.end();
  }
  const last = await state.ensure();
  await last.stop();
  expect(isPostmasterOf(state.dataDir, last.pid)).toBe(false);
});
