import { expect, test } from "vitest";
import { noSettings } from "#core/alerts/settings.ts";
import { testDatabase } from "#test/support/database.ts";
import { keepAlerts } from "../../control-plane/control-alerts.ts";

test("channels and routes are kept with their commit on record; a mistake keeps those from before, and no file drops them", async () => {
  await using db = await testDatabase();
  const keep = (alerts: typeof noSettings | null | undefined) =>
    keepAlerts(db.pool, { control: 1, read: { alerts }, actor: "test", commit: "1f0c9be2a7d3" });
  const sources = async () => (await db.pool.query("select name from trunkline.alert_source")).rows;
  await keep(noSettings);
  await keep(noSettings);
  await keep(undefined);
  expect(await sources()).toEqual([{ name: "control/1" }]);
  await keep(null);
  expect(await sources()).toEqual([]);
  const { rows } = await db.pool.query(
    "select detail from trunkline.audit where act = 'change alerts' order by id",
  );
  expect(rows).toEqual([
    { detail: { commit: "1f0c9be2a7d3", channels: [], routes: [] } },
    { detail: { commit: "1f0c9be2a7d3", channels: null, routes: null } },
  ]);
});
