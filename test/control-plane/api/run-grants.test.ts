// What running tasks may use, as the API lists it: live rights alone, and those of pipelines that may be read.

import { expect, test } from "vitest";
import { grantUses } from "#engine/grants.ts";
import type { Claim } from "#engine/held.ts";
import { task } from "#test/support/deploy.ts";
import { finish, start } from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";
import { twoDomains } from "#test/support/two-domains.ts";
import { apiOn } from "./api-under-test.ts";

const load = task("load", { secrets: ["shop/token", "shop/key"], timeoutMs: 60_000 });

test("a right is listed while its attempt runs, and gone with it or with its time", async () => {
  await using at = await oneRun([load]);
  await using api = await apiOn(at.pool);
  const { run, pool } = at;
  const claim = (await start(pool, at.worker, run, 0)) as Claim;
  expect((await api.get("/run-grants")).body).toEqual({ items: [], next: null });
  await grantUses(pool, claim, load);
  const listed = async (query = "") => (await api.get(`/run-grants${query}`)).body.items;
  const one = { project: "test", pipeline: "p", run, task: "load", attempt: 1 };
  expect(await listed()).toEqual([
    {
      ...{ ...one, resource: "secret/shop/key", state: "granted", usedAt: null },
      ...{ since: expect.any(String), until: expect.any(String) },
    },
    expect.objectContaining({ ...one, resource: "secret/shop/token", state: "granted" }),
  ]);
  await pool.query(
    "select trunkline.use_grants($1, 0, 1, array['secret/shop/key'], array['{}'::jsonb])",
    [run],
  );
  expect(await listed("?project=test")).toMatchObject([{ state: "used" }, { state: "granted" }]);
  expect(await listed("?project=other")).toEqual([]);
  await pool.query(
    "update trunkline.run_grant set expires_at = now() where resource = 'secret/shop/key'",
  );
  expect(await listed()).toMatchObject([{ resource: "secret/shop/token" }]);
  await finish(pool, at.worker, claim, "succeeded");
  expect(await listed()).toEqual([]);
});

test("of pipelines that may not be read nothing is listed", async () => {
  await using both = await twoDomains("everything");
  const { ownIds, hiddenIds, tokens, api } = both;
  for (const run of [ownIds.run, hiddenIds.run])
    await both.database.pool.query(
      `insert into trunkline.run_grant (run_id, idx, attempt, resource, reason, expires_at)
       values ($1, 0, 1, 'secret/token', 'test', now() + interval '1 hour')`,
      [run],
    );
  const listed = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const { body } = await api.inject({ method: "GET", url: "/api/v1/run-grants", headers });
    return body.items.map(({ run }: { run: string }) => run);
  };
  expect(await listed(tokens.marketing)).toEqual([ownIds.run]);
  expect(await listed(tokens.nobody)).toEqual([]);
});
