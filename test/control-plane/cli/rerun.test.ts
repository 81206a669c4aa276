// `trunkline rerun` on a whole server: of some tasks, and with the revision that is deployed now.

import { expect, test } from "vitest";
import { serverUnderTest } from "#test/support/server.ts";

const spec = (b: string) => `
name: p
tasks:
  a: {run: "true"}
  b: {needs: [a], run: "${b}"}
  c: {needs: [b], run: "true"}
`;

test("a failed run goes on with the fix that was merged, and tasks run alone or with what follows", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/p.yaml": spec("false"),
  });
  const [failed] = await server.json(["run", "p", "--wait"]);
  expect(failed.state).toBe("failed");
  server.repository.commit({ "pipelines/p.yaml": spec("true") });
  await server.trunkline(["sync", "shop"]);

  const [pinned] = await server.json(["rerun", failed.id, "--wait"]);
  expect(pinned).toMatchObject({ state: "failed", commit: failed.commit });
  const [fixed] = await server.json(["rerun", pinned.id, "--latest", "--wait"]);
  expect(fixed).toMatchObject({
    state: "succeeded",
    commit: server.repository.tip(),
    generation: 3,
  });
  const ran = (run: { tasks: { attempts: { startedAt: string }[] }[]; createdAt: string }) =>
    run.tasks.map(({ attempts }) => (attempts.at(-1)?.startedAt ?? "") >= run.createdAt);
  expect(ran(fixed)).toEqual([false, true, true]);
  const [alone] = await server.json(["rerun", fixed.id, "--task", "a", "--wait"]);
  expect(ran(alone)).toEqual([true, false, false]);
  const [onwards] = await server.json(["rerun", alone.id, "--task", "b", "--followers", "--wait"]);
  expect(ran(onwards)).toEqual([false, true, true]);

  const unknown = await server.trunkline(["rerun", onwards.id, "--task", "d"]);
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.stderr).toContain('no task "d"');
  expect(await server.trunkline(["rerun", "1", "--followers"])).toMatchObject({ code: 2 });
  expect(await server.trunkline(["rerun", "1", "--all", "--task", "a"])).toMatchObject({ code: 2 });

  server.repository.commit({
    "pipelines/p.yaml": spec("true").replace("a: {run: ", "a: {timeout: 5m, run: "),
  });
  await server.trunkline(["sync", "shop"]);
  const differs = await server.trunkline(["rerun", onwards.id, "--task", "b", "--latest"]);
  expect(differs).toMatchObject({ code: 1 });
  expect(differs.stderr).toContain("a was changed");
});
