// `trunkline status --date` on a whole server.

import { expect, test } from "vitest";
import { serverUnderTest } from "#test/support/server.ts";

test("the hand-over names what failed, what is done and what is to come", async () => {
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/bad.yaml": 'name: bad\ntasks: {load: {run: "false"}}\n',
    "pipelines/good.yaml":
      'name: good\ntriggers: [{schedule: "0 6 * * *"}]\ntasks: {a: {run: "true"}}\n',
  });
  for (const name of ["bad", "good"])
    await server.trunkline(["run", name, "--wait", "--date", "2026-01-01"]);
  const { code, stdout } = await server.trunkline(["status", "--date", "2026-01-01"]);
  expect(code).toBe(0);
  expect(stdout).toContain("2026-01-01: 1 done, 0 running, 0 waiting, 1 failed, 0 cancelled");
  expect(stdout).toMatch(/Failed\nRUN .*\n\d+ +shop\/bad .* failed: load\n/);
  const [day] = await server.json(["status", "--date", "2026-01-01"]);
  expect(day.counts).toMatchObject({ failed: 1, succeeded: 1 });
  const soon = Temporal.Now.plainDateISO("UTC").add({ days: 2 }).toString();
  const future = await server.trunkline(["status", "--date", soon, "--project", "shop"]);
  expect(future.stdout).toMatch(/1 to come\n\nTo come\nDUE +PIPELINE\n.*shop\/good\n/);
  expect((await server.trunkline(["status", "--date", "yesterday"])).code).toBe(1);
  expect((await server.trunkline(["status", "--project", "shop"])).code).toBe(2);
});
