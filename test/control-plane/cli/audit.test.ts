// `trunkline audit`: filters, pages, and what a record says.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/good.yaml": "name: good\ntasks: {first: {run: 'true'}}\n",
  });
});
afterAll(() => server[Symbol.asyncDispose]());

test("who did what, filtered every way, newest first and whole over pages", async () => {
  await server.trunkline(["run", "good", "--wait", "--actor", "ada"]);
  for (let n = 0; n < 4; n++) await server.trunkline(["pause", "good", "--reason", `r${n}`]);
  // Which are sealed by then is the sealer's to say.
  const list = async (...words: string[]) =>
    (await server.json(["audit", ...words])).map(({ sealed: _, ...record }) => record);
  const all = await list();
  expect(all.map(({ act }) => act)).toEqual(["pause", "pause", "pause", "pause", "run", "apply"]);
  const [run] = await list("--actor", "ada");
  expect(run).toMatchObject({ act: "run", subject: "1", project: "shop", kind: "local" });
  const [apply] = await list("--act", "apply");
  expect(apply).toMatchObject({
    ...{ actor: "local-token", kind: "system", subject: "shop", project: "shop" },
    revision: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
  expect(await list("--subject", "shop/good", "--limit", "3")).toEqual(all.slice(0, 3));
  expect(await list("--project", "shop")).toEqual(all);
  expect(await list("--project", "other")).toEqual([]);
  expect(await list("--request", run.requestId)).toEqual([run]);
  expect(await list("--to", run.at)).toEqual([apply]);
  expect(await list("--from", run.at)).toEqual(all.slice(0, 5));
  const shown = await server.trunkline(["audit", "--limit", "1"]);
  expect(shown.stdout).toMatch(/^NUMBER +AT +BY +ACT +WHAT/);
  expect(shown.stdout).toMatch(/\(local\) +pause +shop\/good +shop +r3$/m);
  expect(await server.trunkline(["audit", "--from", "yesterday"])).toMatchObject({ code: 2 });
});
