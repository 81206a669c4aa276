// The estate as a graph, broken files at their line and evidence of revisions, over the API of a whole server.

import { expect, test } from "vitest";
import { ensureToken } from "#cli/server-file.ts";
import { serverUnderTest } from "#test/support/server.ts";

test("who waits for whom, what is wrong at which line, and upon what it was deployed", async () => {
  await using server = await serverUnderTest({
    "pipelines/ledger.yaml": "name: ledger\ntasks: {a: {run: ls}}\n",
    "pipelines/positions.yaml":
      "name: positions\ntags: {domain: [treasury]}\ntriggers: [{after: {pipeline: ledger, state: succeeded}}]\ntasks: {a: {run: ls}}\n",
    "pipelines/bad.yaml": "name: bad\ntasks:\n  a:\n    run: ls\n    retires: 2\n",
    "pipelines/worse.yaml": "name: worse\ntasks: 3\n",
  });
  const authorization = `Bearer ${await ensureToken(server.state)}`;
  const get = async (path: string) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { authorization } });
    // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
    return (await answer.json()) as any;
  };

  const map = await get("/map");
  expect(map.pipelines).toEqual([
    { project: "shop", name: "ledger", tags: {}, state: null, deadline: null },
    {
      project: "shop",
      name: "positions",
      tags: { domain: ["treasury"] },
      state: null,
      deadline: null,
    },
  ]);
  expect(map.conditions).toEqual([[0, 1]]);

  const first = await get("/projects/shop/broken-files?limit=1");
  expect(first.items).toMatchObject([
    {
      path: "pipelines/bad.yaml",
      errors: [
        {
          diagnostic: { line: 5, column: 5 },
          lines: [{ line: 3 }, { line: 4 }, { line: 5, text: "    retires: 2" }, { line: 6 }],
        },
      ],
    },
  ]);
  const second = await get(`/projects/shop/broken-files?after=${encodeURIComponent(first.next)}`);
  expect(second).toMatchObject({ items: [{ path: "pipelines/worse.yaml" }], next: null });

  const { items } = await get("/projects/shop/revisions");
  expect(items[0].evidence).toEqual([]);
});
