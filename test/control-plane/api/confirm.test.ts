// Who may let a held plan through: nobody whose sight doesn't reach all that it touches, unless a policy says so.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicies } from "#access/policy-set.ts";
import { createToken } from "#access/tokens.ts";
import type { Teams } from "#core/access/teams.ts";
import { eventually } from "#test/support/eventually.ts";
import type { Files } from "#test/support/repository.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";
import { apiOn } from "./api-under-test.ts";

const people = { members: [], groups: [] };
const teams: Teams = {
  teams: {
    sales: {
      ...{ ...people, robots: ["seller", "chief"], roles: ["operator"] },
      tags: { domain: ["sales"] },
    },
    both: {
      ...{ ...people, robots: ["planner"], roles: ["operator"] },
      tags: { domain: ["sales", "hr"] },
    },
    root: { ...people, robots: ["root"], roles: ["admin"], tags: {} },
  },
  ...{ people: {}, robots: {}, withoutDefaults: [] },
};
const policy = `@id("confirms")
permit (
  principal is trunkline::Robot,
  action in [trunkline::Action::"readProject", trunkline::Action::"sync", trunkline::Action::"confirm", trunkline::Action::"holdProject"],
  resource
);
@id("confirms-all")
permit (principal == trunkline::Robot::"chief", action == trunkline::Action::"confirmUnseen", resource);`;

const of = (domain: string, name: string, run?: string) =>
  spec(name, run, `tags: {domain: [${domain}]}\n`);

/** Deletions are held, whatever they are. */
const rules = { sync: { holdDeletions: { count: 0, percent: 0 } } };

async function estate() {
  const project = await SyncedProject.make(base);
  const { pool } = project.database;
  await pool.query("update trunkline.project set rules = $1", [rules]);
  await project.sync();
  const access = await cedarAccess({
    ...{ teams, projects: { shop: { owner: null, tags: {} } } },
    policies: readPolicies(await loadCedar(), [["policies/a.cedar", policy]], teams).policies,
  });
  const api = await apiOn(pool, {
    ...{ access, rules: () => access },
    projects: { names: ["shop"], sync: (_, asked) => project.sync(asked) },
  });
  const ask = async (robot: string, payload: object, what = "sync") => {
    const made = await createToken(pool, { robot, scopes: null, lifeMs: 10_000_000 }, "ada");
    const headers = { authorization: `Bearer ${made.token}` };
    return api.inject({ method: "POST", url: `/api/v1/projects/shop/${what}`, headers, payload });
  };
  return {
    project,
    /** @returns the hash of the plan that is held. */
    async hold(change: Files): Promise<string> {
      project.repository.git("rm", "-rfq", "--ignore-unmatch", "pipelines");
      project.repository.write(base);
      project.repository.commit(change);
      expect((await ask("seller", {})).body).toMatchObject({ state: "Held" });
      return (await project.row()).held_plan_hash as string;
    },
    holdAt: (robot: string, at: string) => ask(robot, { at, reason: "back" }, "hold"),
    confirm: (robot: string, hash: string) => ask(robot, { confirm: hash }),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

const base: Files = {
  "pipelines/a.yaml": of("sales", "a"),
  "pipelines/b.yaml": of("sales", "b"),
  "pipelines/z.yaml": of("hr", "zz"),
};

const refused = {
  status: 403,
  body: {
    ...{ code: "forbidden", action: "confirmUnseen", policies: [] },
    detail:
      "robot seller may not confirm this plan of shop: it touches pipelines over which they have no right `read`, and confirmUnseen is not theirs: no policy permits it",
  },
};

test("what is removed, changed, added or moved out of sight is confirmed only by whoever sees it", async () => {
  await using at = await estate();
  for (const change of [
    { "pipelines/z.yaml": null },
    { "pipelines/a.yaml": null, "pipelines/y.yaml": of("hr", "zz-new") },
    // To what they don't see, and from it: the old and the new side both count.
    { "pipelines/a.yaml": null, "pipelines/b.yaml": of("hr", "b") },
    { "pipelines/a.yaml": null, "pipelines/z.yaml": of("sales", "zz") },
  ]) {
    const hash = await at.hold(change);
    const no = await at.confirm("seller", hash);
    expect([change, no]).toMatchObject([change, refused]);
    expect(no.text).not.toContain("zz");
    expect(Object.keys(await at.project.deployed()).sort()).toEqual(["a", "b", "zz"]);
    // Nothing of it counts as asked: it is held as before.
    expect((await at.project.row()).held_plan_hash).toBe(hash);
  }
  const { held_plan_hash: hash } = await at.project.row();
  expect(await at.confirm("planner", hash ?? "")).toMatchObject({ body: { state: "Synced" } });
}, 120_000);

test("whoever sees all that it touches may, and whoever a policy gives the right to confirm unseen", async () => {
  await using at = await estate();
  for (const [robot, change] of [
    ["seller", { "pipelines/a.yaml": null }],
    ["chief", { "pipelines/z.yaml": null }],
    ["root", { "pipelines/z.yaml": null }],
  ] as const) {
    const hash = await at.hold(change);
    expect([robot, await at.confirm(robot, hash)]).toMatchObject([
      ...[robot, { body: { state: "Synced" } }],
    ]);
    await at.project.commit(base);
  }
});

test("to hold a project at another commit takes the same, and nothing is held or noted where it is refused", async () => {
  await using at = await estate();
  const { project } = at;
  const first = (await project.row()).commit_oid as string;
  await project.commit({ "pipelines/z.yaml": of("hr", "zz", "echo 2") });
  const second = (await project.row()).commit_oid as string;
  const before = await project.row();
  const no = await at.holdAt("seller", first);
  expect(no).toMatchObject({ status: 403, body: { code: "forbidden", action: "confirmUnseen" } });
  expect(no.text).toContain(`robot seller may not hold shop at ${first.slice(0, 12)}: it touches`);
  expect(no.text).not.toContain("zz");
  expect(await project.row()).toEqual(before);
  const holds = "select from trunkline.sync_hold";
  expect((await project.database.pool.query(holds)).rowCount).toBe(0);
  // A later look deploys nothing of it; where it is, it may be held.
  await project.sync();
  expect((await project.row()).commit_oid).toBe(second);
  expect(await at.holdAt("seller", "a".repeat(40))).toMatchObject({ status: 409 });
  expect(await at.holdAt("seller", second)).toMatchObject({ status: 200 });
  expect(await at.holdAt("planner", first)).toMatchObject({
    ...{ status: 200, body: { deployed: { commit: first } } },
  });
  // What they see all of, they hold where they want.
  await project.commit({ "pipelines/a.yaml": of("sales", "a", "echo 3") });
  expect(await at.holdAt("seller", second)).toMatchObject({ status: 403 });
  expect(await at.holdAt("chief", second)).toMatchObject({
    ...{ status: 200, body: { deployed: { commit: second } } },
  });
}, 120_000);

test("to hold it where it is takes nothing more only while it is there", async () => {
  await using at = await estate();
  const { project } = at;
  const { pool } = project.database;
  const { id, revision_id } = await project.row();
  await project.commit({ "pipelines/z.yaml": of("hr", "zz", "echo 2") });
  const second = (await project.row()).commit_oid as string;
  // Another server is about to deploy something else.
  const other = await pool.connect();
  await other.query("begin");
  await other.query("update trunkline.project set revision_id = $1 where id = $2", [
    revision_id,
    id,
  ]);
  const asked = at.holdAt("seller", second);
  const waiting =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  await eventually("it waits for that", async () => (await pool.query(waiting)).rowCount === 1);
  await other.query("commit");
  other.release();
  expect(await asked).toMatchObject({
    status: 409,
    body: { detail: `project shop is not at ${second.slice(0, 12)} any more` },
  });
  expect((await pool.query("select from trunkline.sync_hold")).rowCount).toBe(0);
}, 120_000);
