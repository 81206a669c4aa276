// `trunkline mark` on a whole server: a run that failed is marked, shown so, and goes on.

import { expect, test } from "vitest";
import { serverUnderTest } from "#test/support/server.ts";

test("a failed task counts as succeeded, which is shown wherever the run is, and the rerun goes on", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/p.yaml": `
name: p
tasks:
  a: {run: "false"}
  b: {needs: [a], run: "true"}
`,
  });
  const [failed] = await server.json(["run", "p", "--wait"]);
  const reason = ["--reason", "loaded by hand"];
  const marked = await server.trunkline([
    ...["mark", failed.id, "succeeded", "--task", "a", ...reason],
    ...["--actor", "grace"],
  ]);
  expect(marked).toMatchObject({
    code: 0,
    stdout: `Run ${failed.id} of shop/p: a counts as succeeded\n`,
  });
  expect(marked.stderr).toContain(`trunkline rerun ${failed.id}`);
  const shown = await server.trunkline(["runs", "show", failed.id]);
  expect(shown.stdout).toMatch(/a +failed .*marked succeeded by grace: loaded by hand/);
  expect((await server.trunkline(["history", "p"])).stdout).toContain(
    `${failed.id} (marked by grace)`,
  );
  const [next] = await server.json(["rerun", failed.id, "--wait"]);
  expect(next).toMatchObject({
    state: "succeeded",
    tasks: [
      { name: "a", state: "succeeded", mark: { state: "succeeded", reason: "loaded by hand" } },
      { name: "b", state: "succeeded", mark: null },
    ],
  });

  for (const [words, code] of [
    [["mark", failed.id, "succeeded", "--task", "a", ...reason], 1],
    [["mark", next.id, "succeeded", "--task", "x", ...reason], 2],
    [["mark", next.id, "succeeded", "--task", "a"], 2],
    [["mark", next.id, "succeeded", ...reason], 2],
    [["mark", next.id, "done", "--task", "a", ...reason], 2],
    [["mark", "99999", "failed", "--task", "a", ...reason], 1],
  ] as const)
    expect([words, (await server.trunkline(words)).code]).toEqual([words, code]);
});
