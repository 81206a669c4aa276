// Who may let a held plan through: nobody whose sight doesn't reach all that it touches, unless a policy says so.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicies } from "#access/policy-set.ts";
import { createToken } from "#access/tokens.ts";
import type { Teams } from "#core/access/teams.ts";
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
  action in [trunkline::Action::"readProject", trunkline::Action::"sync", trunkline::Action::"confirm"],
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
  const ask = async (robot: string, payload: object) => {
    const made = await createToken(pool, { robot, scopes: null, lifeMs: 10_000_000 }, "ada");
    const headers = { authorization: `Bearer ${made.token}` };
    return api.inject({ method: "POST", url: "/api/v1/projects/shop/sync", headers, payload });
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
