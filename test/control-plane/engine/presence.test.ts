// Servers tell with which zone data they reckon, and compare it with the database's; a real database, whose data may be older.

import { expect, test } from "vitest";
import { startPresence } from "#engine/presence.ts";
import { zoneVersions } from "#store/zone-data.sql.ts";
import { readZoneFacts } from "#store/zones.ts";
import { testDatabase } from "#test/support/database.ts";
import { newWorker } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";

test("living servers and workers are known by their version, and what the database reckons otherwise", async () => {
  await using db = await testDatabase();
  const { pool } = db;
  const messages: string[] = [];
  const started = (name: string, zoneData: string) =>
    startPresence({ pool, name, zoneData, onMessage: (text) => messages.push(text) });
  const [one, two] = [started("one", "2026c"), started("two", "2025b")];
  await newWorker(pool);
  await eventually("both servers have compared", async () => {
    const rows = await zoneVersions(pool);
    return rows.filter(({ zone_differences }) => zone_differences !== null).length === 2;
  });
  const { versions, differences } = await readZoneFacts(pool);
  expect(versions.map(({ kind, name, version }) => [kind, name, version]).sort()).toEqual([
    ["server", "one", "2026c"],
    ["server", "two", "2025b"],
    ["worker", "test", null],
  ]);
  // Whatever this database has: what is told is true of it.
  for (const { zone, at, ours, database } of differences ?? []) {
    const { rows } = await pool.query(
      "select extract(epoch from ($1::timestamptz at time zone $2) - ($1::timestamptz at time zone 'UTC'))::int as offset",
      [at, zone],
    );
    expect([zone, rows[0].offset]).toEqual([zone, database]);
    expect(ours).not.toBe(database);
  }

  // One that was killed is forgotten by the others; one that only froze comes back.
  await pool.query("update trunkline.server set beat = now() - interval '2 minutes'");
  expect((await readZoneFacts(pool)).versions.map(({ kind }) => kind)).toEqual(["worker"]);
  one.wake();
  await eventually("the other one is forgotten", async () => {
    const found = (await readZoneFacts(pool)).versions.filter(({ kind }) => kind === "server");
    return found.length === 1 && found[0]?.name === "one";
  });
  two.wake();
  await eventually("it is back", async () => {
    const rows = await zoneVersions(pool);
    return rows.filter(({ zone_differences }) => zone_differences !== null).length === 2;
  });
  await Promise.all([one.stop(), two.stop()]);
  expect((await readZoneFacts(pool)).versions.map(({ kind }) => kind)).toEqual(["worker"]);
  expect(messages).toEqual([]);
});
