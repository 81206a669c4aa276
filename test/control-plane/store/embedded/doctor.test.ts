import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { checkPostgres } from "#store/embedded/doctor.ts";
import { emptyStateDirectory, stateDirectory } from "#test/support/embedded-postgres.ts";
import { eventually } from "#test/support/eventually.ts";
import { isRunning } from "#test/support/process.ts";

const named = async (options: Parameters<typeof checkPostgres>[0], name: string) =>
  (await checkPostgres(options)).find((check) => check.name === name);

test("everything is fine before the first start, and nothing is made", async () => {
  await using state = emptyStateDirectory();
  const checks = await checkPostgres(state.options);
  expect(checks.filter((check) => check.state === "failed")).toEqual([]);
  expect(checks.map((check) => check.name)).toContain("Socket path");
  expect(await named(state.options, "State directory")).toMatchObject({
    detail: expect.stringContaining("will be made"),
  });
});

test("a running server is shown with version and checksums, a killed one as such", async () => {
  await using state = await stateDirectory();
  const server = await state.ensure();
  expect(await named(state.options, "Postgres")).toEqual({
    name: "Postgres",
    state: "ok",
    detail: `process ${server.pid}, version 18.4, page checksums on`,
  });
  process.kill(server.pid, "SIGKILL");
  await eventually("it is gone", () => !isRunning(server.pid));
  expect(await named(state.options, "Postgres")).toMatchObject({
    state: "warning",
    help: expect.stringContaining("next start"),
  });
  await (await state.ensure()).stop();
  expect(await named(state.options, "Postgres")).toMatchObject({
    state: "ok",
    detail: "stopped cleanly",
  });
});

test("a state directory below a file fails with the reason", async () => {
  await using state = emptyStateDirectory();
  mkdirSync(state.stateDir);
  writeFileSync(path.join(state.stateDir, "file"), "");
  const check = await named(
    { ...state.options, stateDir: path.join(state.stateDir, "file", "state") },
    "State directory",
  );
  expect(check).toMatchObject({ state: "failed" });
});

test("with DATABASE_URL only that server is looked at", async () => {
  await using state = await stateDirectory();
  const { connectionString } = await state.ensure();
  const checks = await checkPostgres({ ...state.options, databaseUrl: connectionString });
  expect(checks.map(({ name, state }) => [name, state])).toEqual([
    ["Node version", "ok"],
    ["DATABASE_URL", "ok"],
    // Its data is as old as it is.
    ["Zones of the database", expect.stringMatching(/^(?:ok|warning)$/)],
    ["Forges", "ok"],
    ["Database roles", "ok"],
  ]);
  expect(JSON.stringify(checks)).not.toContain(/:([^:@]+)@/.exec(connectionString)?.[1]);
});
