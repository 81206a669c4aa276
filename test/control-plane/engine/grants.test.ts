import { expect, test } from "vitest";
import { grantUses, recordUses, type Used } from "#engine/grants.ts";
import type { Claim } from "#engine/held.ts";
import type { Db } from "#store/connect.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { reapWorkers } from "#store/workers.sql.ts";
import { task } from "#test/support/deploy.ts";
import { finish, retry, start } from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

const load = task("load", { secrets: ["finance/token", "other"], timeoutMs: 60_000 });
const named = load;

async function granted(fields: Parameters<typeof task>[1] = {}) {
  const at = await oneRun([{ ...load, ...fields }]);
  const claim = (await start(at.pool, at.worker, at.run, 0)) as Claim;
  expect(await grantUses(at.pool, claim, named)).toBe(true);
  const grants = () => grantsOf(at.pool, at.run);
  const live = async () => (await grants()).filter((grant) => grant.live).length;
  return { ...at, claim, grants, live };
}

interface Grant {
  resource: string;
  granted_at: Date;
  expires_at: Date;
  live: boolean;
}

/** `live`: it may be used now. */
const grantsOf = async (db: Db, run: string): Promise<Grant[]> =>
  (
    await db.query<Grant>(
      `select g.resource, g.granted_at, g.expires_at, g.revoked_at is null and g.expires_at > now() as live
         from trunkline.run_grant g where g.run_id = $1 order by g.resource`,
      [run],
    )
  ).rows;

const used = (name: string, provider: string, policies: string[] = []): Used => ({
  use: { kind: "secret", name },
  detail: { provider, policies },
});

const acts = async (db: Db) =>
  (
    await db.query(
      "select act, actor, kind, subject, detail from trunkline.audit where kind = 'run' order by id",
    )
  ).rows;

test("an attempt has its rights for its timeout and a margin, on record", async () => {
  await using at = await granted();
  const [first, second] = await at.grants();
  expect([first?.resource, second?.resource]).toEqual(["secret/finance/token", "secret/other"]);
  const { granted_at, expires_at } = first as Grant;
  expect(expires_at.getTime() - granted_at.getTime()).toBe(6 * 60_000);
  expect(await acts(at.pool)).toMatchObject([
    {
      act: "grant.created",
      ...{ actor: at.run, kind: "run", subject: at.run },
      detail: { task: "load", attempt: 1, resources: ["secret/finance/token", "secret/other"] },
    },
  ]);
});

test("asked for again, after a lost reply, they are the same", async () => {
  await using at = await granted();
  expect(await grantUses(at.pool, at.claim, named)).toBe(true);
  expect(await at.grants()).toHaveLength(2);
  expect(await acts(at.pool)).toHaveLength(1);
});

test("each use is on record once, with who had the value and by which policy", async () => {
  await using at = await granted();
  const use = used("other", "vault", ["built-in#run-uses-named-secret"]);
  expect(await recordUses(at.pool, at.claim, [use])).toBe(true);
  expect(await recordUses(at.pool, at.claim, [use])).toBe(true);
  const [, ...recorded] = await acts(at.pool);
  expect(recorded).toMatchObject([
    {
      act: "secret.used",
      actor: at.run,
      detail: {
        ...{ task: "load", attempt: 1, resource: "secret/other", provider: "vault" },
        policies: ["built-in#run-uses-named-secret"],
      },
    },
  ]);
  const unnamed = used("never-granted", "vault");
  expect(await recordUses(at.pool, at.claim, [unnamed])).toBe(false);
});

const ends: [string, (at: Awaited<ReturnType<typeof granted>>) => Promise<unknown>][] = [
  ["succeeds", (at) => finish(at.pool, at.worker, at.claim, "succeeded")],
  ["fails", (at) => finish(at.pool, at.worker, at.claim, "failed")],
  ["is to be tried again", (at) => retry(at.pool, at.claim, 0)],
  [
    "is cancelled",
    async (at) => {
      await cancelRun(at.pool, { id: at.run, reason: "test" });
      await finish(at.pool, at.worker, at.claim, "cancelled");
    },
  ],
  [
    "is lost with its worker",
    async (at) => {
      await at.pool.query("update trunkline.worker set beat = '-infinity' where id = $1", [
        at.worker,
      ]);
      const silent = { ttlMs: 1_000, graceMs: 0, maxLost: 3 };
      expect(await reapWorkers(at.pool, silent)).toMatchObject([{ requeued: 1 }]);
    },
  ],
  [
    "is lost with its worker for the last time",
    async (at) => {
      await at.pool.query("update trunkline.worker set beat = '-infinity' where id = $1", [
        at.worker,
      ]);
      expect(await reapWorkers(at.pool, { ttlMs: 1_000, graceMs: 0, maxLost: 1 })).toHaveLength(1);
    },
  ],
];

test.each(ends)("an attempt that %s has no rights any more, nor gets new ones", async (_, end) => {
  await using at = await granted();
  await end(at);
  expect(await at.live()).toBe(0);
  expect(await grantUses(at.pool, at.claim, named)).toBe(false);
  const use = used("other", "files");
  expect(await recordUses(at.pool, at.claim, [use])).toBe(false);
  expect((await acts(at.pool)).at(-1)).toMatchObject({
    act: "grant.revoked",
    detail: { attempt: 1, resources: ["secret/finance/token", "secret/other"] },
  });
});

test("an end that is rolled back takes nothing", async () => {
  await using at = await granted();
  const client = await at.pool.connect();
  try {
    await client.query("begin");
    await finish(client, at.worker, at.claim, "succeeded");
    await client.query("rollback");
  } finally {
    client.release();
  }
  expect(await at.live()).toBe(2);
});

test("rights that nobody took are over by themselves", async () => {
  await using at = await granted();
  await at.pool.query("update trunkline.run_grant set expires_at = now() - interval '1 ms'");
  expect(await at.live()).toBe(0);
  const use = used("other", "files");
  expect(await recordUses(at.pool, at.claim, [use])).toBe(false);
});

test("an end and a request for rights at the same time leave none", async () => {
  await using at = await oneRun([load]);
  const claim = (await start(at.pool, at.worker, at.run, 0)) as Claim;
  await Promise.all([
    grantUses(at.pool, claim, named),
    finish(at.pool, at.worker, claim, "succeeded"),
  ]);
  expect((await grantsOf(at.pool, at.run)).filter(({ live }) => live)).toEqual([]);
});
