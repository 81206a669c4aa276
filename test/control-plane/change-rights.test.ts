// What a change does to people's rights, of an estate as large as estates are: all of it asked about in turns, or counted.

import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { type CedarAccess, cedarAccess } from "#access/cedar.ts";
import { noTeams, type Teams } from "#core/access/teams.ts";
import type { Change, PlannedPipeline } from "#core/plan.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { changeRights } from "../../control-plane/change-rights.ts";

const count = 10_000;
const classes = 40;
const readers = 8;
/** Twice what is aimed at, since machines differ; all of it together takes seconds. */
const mostMs = 100;
const none = { members: [], robots: [], groups: [], tags: {} };
const teams: Teams = {
  ...noTeams,
  teams: Object.fromEntries(
    Array.from({ length: classes }, (_, n) => [
      `t${n}`,
      {
        ...{ ...none, roles: ["viewer"], tags: { domain: [`d${n}`] } },
        // Each asked about takes a decision for each action and class.
        members: n % 10 < 2 ? [`reader${n}@example.com`] : [],
      },
    ]),
  ),
};
const planned = (domain: (n: number) => string) =>
  Array.from({ length: count }, (_, n) =>
    pipeline(`p${String(n).padStart(5, "0")}`, [task("a")], { tags: { domain: [domain(n)] } }),
  );

/** Most of a processor that was used between two turns of the event loop while `work` went on, in ms. */
async function longestTurn<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  let isOver = false;
  let most = 0;
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const watch = async () => {
    for (let last = used(); !isOver; ) {
      await nextTurn();
      const now = used();
      most = Math.max(most, now - last);
      last = now;
    }
  };
  const watching = watch();
  const value = await work().finally(() => {
    isOver = true;
  });
  await watching;
  return { value, ms: most };
}

const changed = ({ name, file }: PlannedPipeline): Change =>
  ({ action: "changed", pipeline: name, file }) as Change;

test("of 10,000 pipelines all that gain and lose readers are told; the server answers meanwhile; what is too much is counted", async () => {
  await using db = await testDatabase();
  const { pool } = db;
  await deploy(
    pool,
    planned((n) => `d${n % classes}`),
  );
  const { rows } = await pool.query(
    "select id, name, environment, policies from trunkline.project",
  );
  const [project] = rows;
  const access: CedarAccess = await cedarAccess({ policies: [], teams });
  const good = planned((n) => `d${(n + 1) % classes}`).map(
    (one): PlannedPipeline => ({
      ...{ name: one.name, file: `pipelines/${one.name}.yaml`, pipeline: one, hash: one.name },
    }),
  );
  const given = { pool, project, access, plan: { changes: good.map(changed) }, judged: { good } };
  // The first question loads the engine, once for the process.
  access.decide(
    { kind: "local", name: "local-token", groups: [], mfa: false, scopes: null },
    "readServer",
    { kind: "server" },
  );

  const tags = await longestTurn(() =>
    changeRights({ ...given, own: undefined, most: Number.POSITIVE_INFINITY }),
  );
  expect(tags.value?.unasked).toBe(0);
  // Each of them loses one class and gains the one before.
  expect(tags.value?.changes).toHaveLength(2 * readers);
  expect(tags.value?.changes.filter(({ what }) => what === "p00000 and 249 like it")).toEqual([
    expect.objectContaining({ who: ["reader0@example.com"], narrowed: ["read", "readLogs"] }),
    expect.objectContaining({ who: ["reader1@example.com"], widened: ["read", "readLogs"] }),
  ]);
  expect(tags.ms).toBeLessThan(mostMs);

  const some = await changeRights({ ...given, own: undefined, most: 10 * 2 * readers * 16 });
  expect(some?.unasked).toBe(30 * 250);
  expect(some?.changes).toHaveLength(4);

  // The project forbids reading within itself: nothing of the pipelines changes, and everybody loses it.
  const own = {
    "policies/own.cedar":
      '@id("closed") forbid (principal, action == trunkline::Action::"read", resource);\n',
  };
  const closed = await longestTurn(() =>
    changeRights({ ...given, plan: { changes: [] }, own, most: Number.POSITIVE_INFINITY }),
  );
  expect(closed.value?.unasked).toBe(0);
  expect(closed.value?.changes).toHaveLength(readers);
  expect(closed.value?.changes[0]).toEqual({
    ...{ what: "p00000 and 249 like it", who: ["reader0@example.com"] },
    ...{ widened: [], narrowed: ["read"] },
  });
  expect(closed.ms).toBeLessThan(mostMs);
  // Of another that nobody has classified yet nothing is known, which is said.
  await pool.query("update trunkline.pipeline set class_id = null where name = 'p00007'");
  expect((await changeRights({ ...given, plan: { changes: [] }, own }))?.unasked).toBeGreaterThan(
    0,
  );
  expect(await changeRights({ ...given, plan: { changes: [] }, own: null })).toBeNull();
});
