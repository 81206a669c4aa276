// Zone data from end to end: a server and a worker that run, a database that is asked, and what people are told of it.

import pg from "pg";
import { expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const spec = (schedule: string) =>
  `name: p\ntimezone: Africa/Casablanca\ntriggers: [{schedule: "${schedule}"}]\ntasks: {a: {run: x}}\n`;

test("status, plans and doctor say with which version zones are reckoned, and who has another", async () => {
  const version = process.versions.tz as string;
  await using server = await serverUnderTest({ "pipelines/p.yaml": spec("0 6 * * *") });
  const client = new pg.Client(server.connectionString);
  await client.connect();
  await using _end = { [Symbol.asyncDispose]: () => client.end() };
  const status = async () => (await server.json(["status"]))[0].zoneData;
  await eventually("the server has compared", async () => {
    const { rows } = await client.query("select zone_differences from trunkline.server");
    return rows.length === 1 && rows[0].zone_differences !== null;
  });
  const { each } = await status();
  expect(each.map(({ kind, version: found }: Record<string, string>) => [kind, found])).toEqual([
    ["server", version],
    ["worker", version],
  ]);
  // What the database at hand reckons otherwise is its own affair; here it is as the server.
  await client.query("update trunkline.server set zone_differences = '[]'");
  expect((await status()).warnings).toEqual([]);
  expect((await server.trunkline(["status"])).stdout).toContain(`Time zones: tzdata ${version}\n`);

  const casablanca = { zone: "Africa/Casablanca", at: "2026-11-15T00:00:00.000Z" };
  const elsewhere = { zone: "America/Edmonton", at: "2026-11-15T00:00:00.000Z" };
  await client.query("update trunkline.worker set zone_data = '2001a'");
  await client.query("update trunkline.server set zone_differences = $1", [
    JSON.stringify([
      { ...casablanca, ours: 0, database: 3_600 },
      { ...elsewhere, ours: -21_600, database: -25_200 },
    ]),
  ]);
  const told = [
    /^time zones are not of one version: tzdata 2001a in worker \d+ \(.+\); \S+ in server \d+ \(.+\)$/,
    // No schedule is in Edmonton.
    /^the database reckons otherwise in Africa\/Casablanca \(on 2026-11-15 UTC\+00:00, in the database UTC\+01:00\)$/,
  ].map((text) => expect.objectContaining({ message: expect.stringMatching(text) }));
  expect((await status()).warnings).toEqual(told);
  const { stdout } = await server.trunkline(["status"]);
  expect(stdout).toContain("Run all servers and workers with the same Node");

  server.repository.commit({ "pipelines/p.yaml": spec("0 7 * * *") });
  const planned = await trunklineHere(["plan", "--from", "HEAD~1"], {
    cwd: server.repository.path,
  });
  expect(planned.stdout).toContain(`Runs are reckoned with tzdata ${version}.\n`);

  const env = { DATABASE_URL: server.connectionString };
  const doctor = await trunklineHere(["doctor", "--output", "json"], { cwd: server.state, env });
  const checks = doctor.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(checks.find(({ name }) => name === "Zones of the database")).toMatchObject({
    state: "warning",
    detail: expect.stringContaining("2001a in worker"),
    help: expect.stringContaining("same Node"),
  });
});
