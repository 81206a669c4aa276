// Acts on many pipelines on a whole server.

import { expect, test } from "vitest";
import { serverUnderTest } from "#test/support/server.ts";

test("those that an expression means are paused and resumed, each once, after the list", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/a.yaml": 'name: a\nowner: sales\ntasks: {t: {run: "true"}}\n',
    "pipelines/b.yaml": 'name: b\nowner: sales\ntasks: {t: {run: "true"}}\n',
    "pipelines/c.yaml": 'name: c\ntasks: {t: {run: "true"}}\n',
  });
  const sales = ["--where", "owner == 'sales'"];
  await server.trunkline(["pause", "b", "--reason", "before"]);
  const asked = await server.trunkline(["pause", ...sales]);
  expect(asked).toMatchObject({
    code: 2,
    stdout: expect.stringContaining("shop/a"),
    stderr: expect.stringContaining("whether to pause this pipeline"),
  });
  const paused = await server.json(["pause", ...sales, "--yes", "--reason", "stocktaking"]);
  expect(paused).toEqual([
    { project: "shop", pipeline: "a", ok: true, result: { paused: true }, error: null },
  ]);
  expect((await server.json(["pipelines", "--where", "paused"])).map(({ name }) => name)).toEqual([
    "a",
    "b",
  ]);
  expect(await server.trunkline(["pause", ...sales, "-y"])).toMatchObject({
    code: 0,
    stderr: "nothing to pause: 2 such, paused already\n",
  });
  const resumed = await server.trunkline(["resume", ...sales, "-y", "--pace", "100/s"]);
  expect(resumed).toMatchObject({ code: 0, stderr: "2 done, 0 failed\n" });
  expect(resumed.stdout).toContain("shop/b: done");
  expect(await server.json(["holds"])).toEqual([]);
  for (const [words, message] of [
    [["pause"], "which pipeline?"],
    [["resume", "a", ...sales], "exclude each other"],
    [["pause", "--where", "ownr == 'x'", "-y"], 'a pipeline has no "ownr"'],
  ] as const)
    expect(await server.trunkline(words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  expect(await server.trunkline(["pause", "--where", "false"])).toMatchObject({
    code: 0,
    stderr: "there is no such pipeline\n",
  });
});
