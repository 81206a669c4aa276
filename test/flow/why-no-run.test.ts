// Why a date had no run, from the rows of a whole server: days, deployments, pauses, blackouts, and due times that were missed.

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const spec = (cron: string) =>
  `name: daily\ntriggers: [{schedule: "${cron}"}]\ntasks: {a: {run: "true"}}\n`;

let server: ServerUnderTest;
let db: pg.Client;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/daily.yaml": spec("0 6 * * *"),
  });
  server.repository.commit({ "pipelines/daily.yaml": spec("0 7 * * *") });
  await server.trunkline(["sync"]);
  db = new pg.Client({ connectionString: server.connectionString });
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await server[Symbol.asyncDispose]();
});

const today = Temporal.Now.plainDateISO("UTC");
const day = (days: number): string => today.add({ days }).toString();
const why = async (days: number): Promise<string> =>
  (await server.trunkline(["why", "daily", "--date", day(days)])).stdout;

test("before the first deployment, under an older revision, and when it was missed", async () => {
  // As if it had been deployed ten days ago, and changed five days ago.
  await db.query(`update trunkline.revision r set applied_at = now() - x.days * interval '1 day'
    from (select id, 15 - 5 * row_number() over (order by id) as days from trunkline.revision) x where x.id = r.id`);
  expect(await why(-30)).toContain(`was first deployed after ${day(-30)}, by commit `);
  expect(await why(-8)).toContain(
    `"0 7 * * *" (at 07:00 every day, UTC) was due at ${day(-8)} 07:00, but what was deployed then had no such trigger`,
  );
  // The servers were down for three days.
  await db.query(
    "update trunkline.trigger set cursor_at = now() - interval '3 days', next_at = now() - interval '3 days'",
  );
  const missed = async () => (await why(-2)).includes("was skipped: missed (`missed: latest`)");
  await eventually("the server has told what it missed", missed);
  expect(await why(-2)).not.toContain("is due at");
});

test("of a day to come: due, paused, or in a blackout", async () => {
  await server.trunkline(["pause", "daily", "--reason", "stocktaking"]);
  const until = `${day(9)}T00:00Z`;
  await server.trunkline([
    ...["blackout", "add", "--all", "--from", `${day(7)}T00:00Z`, "--to", until],
    ...["--mode", "skip", "--reason", "migration"],
  ]);
  const told = await why(8);
  expect(told).toContain("the pipeline is paused");
  expect(told).toContain("migration; runs are skipped");
  expect(told).toContain(`"0 7 * * *" (at 07:00 every day, UTC) is due at ${day(8)} 07:00`);
});

test("a date that its days leave out, and one after its removal", async () => {
  server.repository.commit({ "pipelines/daily.yaml": spec("0 7 1 1 *") });
  await server.trunkline(["sync"]);
  expect((await server.trunkline(["why", "daily", "--date", "2098-03-05"])).stdout).toContain(
    '"0 7 1 1 *" (at 07:00 on the 1st of the month in January, UTC) is not due on 2098-03-05: its months (1) leave out March; before it 2098-01-01 07:00; after it 2099-01-01 07:00',
  );
  server.repository.commit({
    "pipelines/daily.yaml": null,
    "pipelines/other.yaml": "name: other\ntasks: {a: {run: 'true'}}\n",
  });
  await server.trunkline(["sync"]);
  expect(await why(8)).toMatch(/daily: Missing\n {2}was removed by commit /);
  expect(await why(-2)).toContain("was skipped: missed");
});
