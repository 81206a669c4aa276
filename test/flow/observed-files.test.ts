// An observed pipeline in the commands that read files: tried and rehearsed as if in no wave, simulated with its stage,
// validated with what it means for others.

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/close.yaml":
    'name: close\ntriggers: [{schedule: "0 6 * * *"}]\ntasks: {a: {run: echo closed}}\n',
  "pipelines/report.yaml":
    "name: report\ntriggers: [{after: {pipeline: close}}]\ntasks: {a: {run: echo told}}\n",
  "migration/waves/gl-1.yaml": "stage: observe\nmembers: {pipelines: [close]}\n",
};

function project() {
  const folder = temporaryDirectory();
  // Under root Postgres runs as another user, who must get through.
  chmodSync(folder.path, 0o711);
  const cwd = path.join(folder.path, "project");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
  return { cwd, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test("it is tried and rehearsed all the same, and nothing else of it runs", async () => {
  await using at = project();
  const tried = await trunkline(["try", "close"], at);
  expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining("closed") });
  const rehearsed = await trunklineHere(
    ["rehearse", "--from", "2026-11-23", "--to", "2026-11-24", "--output", "json"],
    at,
  );
  const runs = rehearsed.stdout.split("\n").filter((line) => line.includes('"kind":"run"'));
  expect(runs.map((line) => JSON.parse(line).pipeline).sort()).toEqual(["close", "report"]);
});

test("its times are listed with the stage, and what awaits it is warned of", async () => {
  await using at = project();
  const range = ["--from", "2026-11-23", "--to", "2026-11-24"];
  const simulated = await trunklineHere(["simulate", ...range, "--output", "json"], at);
  expect(JSON.parse(simulated.stdout)).toMatchObject({ pipeline: "close", stage: "observe" });
  const told = await trunklineHere(["simulate", ...range], at);
  expect(told.stderr).toContain("1 of 2 pipelines are in a wave at a stage");
  const validated = await trunklineHere(["validate", "--output", "json"], at);
  expect([validated.code, JSON.parse(validated.stdout)]).toMatchObject([
    0,
    {
      ...{ code: "wave-border", severity: "warning", file: "pipelines/report.yaml" },
      ...{ line: 2, column: 31 },
    },
  ]);
});
