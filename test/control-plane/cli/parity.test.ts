import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

let server: ServerUnderTest;
const until = Temporal.Now.plainDateISO("UTC").add({ days: 30 }).toString();
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/load.yaml": `name: load
legacy: {system: cron, job: "vm:1"}
triggers: [{schedule: "0 * * * *"}]
tasks: {first: {run: /opt/first}}
`,
    "migration/waves/vm.yaml": "stage: observe\nmembers: {pipelines: [load]}\n",
    "migration/explanations/clocks.yaml": `who: ada@example.com
reason: It starts late on the day on which clocks change
until: ${until}
jobs: [load]
explains: {fields: [start]}
`,
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

test("an explanation that explains nothing is told", async () => {
  const told = `warning: migration/explanations/clocks.yaml explains no difference of these dates (ada@example.com, until ${until}): mend it, or take it away`;
  expect((await server.trunkline(["parity"])).stderr).toContain(told);
  // Of one wave nobody knows what the others need.
  expect((await server.trunkline(["parity", "--wave", "vm"])).stderr).not.toContain("explains");
});
