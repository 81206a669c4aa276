// `trunkline hold --project` and `release --project` on a real server.

import { expect, test } from "vitest";
import { serverUnderTest } from "#test/support/server.ts";
import { spec } from "#test/support/synced-project.ts";

test("a project stays at a revision, says so, goes back to an older one, and follows again", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/a.yaml": spec("a"),
  });
  const first = server.repository.tip();
  const usage = await server.trunkline(["hold", "--project", "shop"]);
  expect(usage).toMatchObject({ code: 2, stderr: expect.stringContaining("--reason is missing") });
  server.repository.commit({ "pipelines/b.yaml": spec("b") });
  expect((await server.trunkline(["sync", "shop"])).code).toBe(0);
  const held = await server.trunkline([
    "hold",
    "--project",
    "shop",
    "--at",
    first.slice(0, 8),
    "--reason",
    "figures are wrong",
  ]);
  expect(held).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`shop: Held, commit ${first.slice(0, 12)}; held at`),
  });
  expect((await server.json(["pipelines"])).map(({ name }) => name)).toEqual(["a"]);
  const status = await server.trunkline(["status"]);
  expect(status.stdout).toContain("figures are wrong (1 commit of the branch not deployed)");
  expect(status.stdout).toContain("trunkline release --project shop");
  expect((await server.trunkline(["holds"])).stderr).toContain(
    `project shop is held at ${first.slice(0, 12)} by `,
  );
  const released = await server.trunkline(["release", "--project", "shop"]);
  expect(released).toMatchObject({ code: 0, stdout: expect.stringContaining("shop: Synced") });
  expect((await server.json(["pipelines"])).map(({ name }) => name)).toEqual(["a", "b"]);
});
