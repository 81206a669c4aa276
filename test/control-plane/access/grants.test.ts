// Rights for a while, by real policies and a real ticket system's answers: who asks, who agrees, what they give, how they end.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { approve, ask, decideWithGrants, recheckGrants, revoke } from "#access/grants.ts";
import { genericTickets } from "#access/tickets/generic.ts";
import type { Identity } from "#core/access/identity.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { testDatabase } from "#test/support/database.ts";
import { answer, webServer } from "#test/support/web-server.ts";

const eve: Identity = { kind: "user", name: "eve", groups: [], mfa: false, scopes: null };
const facts = { project: "fin", environment: "prod", folder: "", owner: "gl", tags: {} };
const gl = { kind: "pipeline", name: "gl", facts } as const;

const hour = 3_600_000;
const request = (fields: object = {}) => ({
  ...({
    actor: "eve",
    kind: "incident",
    ticket: "INC1",
    actions: ["cancel"],
    project: "fin",
  } as const),
  ...{ pipelines: ["gl*"], tags: {}, reason: "stuck", until: new Date(Date.now() + hour) },
  ...fields,
});

async function begun() {
  const database = await testDatabase();
  const teams = { teams: {}, people: {}, robots: {}, withoutDefaults: [] };
  const access = await cedarAccess({ policies: [], teams });
  const { pool } = database;
  const may = (
    more: Partial<{
      identity: Identity;
      action: "cancel" | "rerun" | "read";
      resource: typeof gl;
    }> = {},
  ) => decideWithGrants(access, pool, { identity: eve, action: "cancel", resource: gl, ...more });
  const acts = async () =>
    (await pool.query("select actor, act, reason from trunkline.audit order by id")).rows.map(
      (row) => Object.values(row).join(" "),
    );
  return { database, pool, may, acts };
}

test("it gives nothing before another person agreed, then only what it is about, and each use is on record", async () => {
  const { database, pool, may, acts } = await begun();
  await using _ = database;
  expect((await may()).allowed).toBe(false);
  const id = await ask(pool, request());
  expect((await may()).allowed).toBe(false);
  expect(await approve(pool, id, " EVE")).toBe("another person has to approve it");
  expect(await approve(pool, id, "ada")).toBeNull();
  expect(await approve(pool, id, "bob")).toBe("grant 1 was approved by ada already");
  expect(await may()).toEqual({
    allowed: true,
    policies: [expect.stringContaining("granted-for-now")],
    errors: [],
  });
  expect((await may({ action: "rerun" })).allowed).toBe(false);
  expect((await may({ action: "read" })).allowed).toBe(false);
  expect((await may({ resource: { ...gl, name: "other" as "gl" } })).allowed).toBe(false);
  expect((await may({ identity: { ...eve, name: "mallory" } })).allowed).toBe(false);
  // A robot or a run of the same name is somebody else.
  for (const kind of ["robot", "run"] as const)
    expect((await may({ identity: { ...eve, kind } })).allowed).toBe(false);
  // A token's limits hold whatever its bearer was granted.
  expect((await may({ identity: { ...eve, scopes: ["read"] } })).allowed).toBe(false);
  expect(await revoke(pool, id, { actor: "ada", reason: "done" })).toBe(true);
  expect(await revoke(pool, id, { actor: "ada", reason: "done" })).toBe(false);
  expect((await may()).allowed).toBe(false);
  expect(await acts()).toEqual([
    "eve access-grant-ask stuck",
    "ada access-grant stuck",
    "eve access-grant-use stuck",
    "ada access-grant-end done",
  ]);
});

test("it ends when its ticket closes or its time is over; while nobody can say, for ten minutes more", async () => {
  const { database, pool, may, acts } = await begun();
  await using _ = database;
  let status = "open";
  await using web = await webServer((_, response) =>
    status === "" ? answer(response, 500) : answer(response, 200, { status }),
  );
  const said: string[] = [];
  const tickets = genericTickets(
    {
      ...{ url: `${web.url}/{ticket}`, authorization: null, field: ["status"], open: ["open"] },
    },
    guardedFetch(judgeAddresses()),
  );
  const recheck = () => recheckGrants(pool, tickets, (message) => said.push(message));
  for (const until of [hour, 2 * hour])
    await approve(pool, await ask(pool, request({ until: new Date(Date.now() + until) })), "ada");
  await recheck();
  // One question for both.
  expect(web.asked).toMatchObject([{ method: "GET", path: "/INC1" }]);
  expect((await may()).allowed).toBe(true);
  status = "";
  await recheck();
  expect(said[0]).toMatch(/^incident INC1: the ticket system \(127\.0\.0\.1:\d+\) answers 500$/);
  expect((await may()).allowed).toBe(true);
  await pool.query("update trunkline.access_grant set checked_at = now() - interval '11 minutes'");
  expect((await may()).allowed).toBe(false);
  status = "open";
  await recheck();
  expect((await may()).allowed).toBe(true);
  await pool.query(
    "update trunkline.access_grant set until = now() - interval '1 second' where id = 1",
  );
  await recheck();
  expect((await may()).allowed).toBe(true);
  status = "done";
  await recheck();
  expect((await may()).allowed).toBe(false);
  const { rows } = await pool.query(
    "select ending, ended_by from trunkline.access_grant order by id",
  );
  expect(rows).toEqual([
    { ending: "expired", ended_by: "tickets" },
    { ending: "closed", ended_by: "tickets" },
  ]);
  expect((await acts()).at(-1)).toBe(
    "tickets access-grant-end incident INC1 is not under way: the ticket system says done",
  );
});
