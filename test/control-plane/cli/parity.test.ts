import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/load.yaml": `name: load
legacy: {system: cron, job: "vm:1"}
triggers: [{schedule: "0 * * * *"}]
tasks: {first: {run: /opt/first}}
`,
    "migration/waves/vm.yaml": "stage: observe\nmembers: {pipelines: [load]}\n",
  });
});
afterAll(() => server[Symbol.asyncDispose]());

test("the gate asks for something while nothing was compared, and where nothing is", async () => {
  const board = await server.trunkline(["parity"]);
  expect(board.code).toBe(0);
  for (const wave of [[], ["--wave", "vm"], ["--wave", "other"]]) {
    const asked = await server.trunkline(["parity", ...wave, "--exit-code"]);
    expect([wave, asked.code]).toEqual([wave, 10]);
  }
});
