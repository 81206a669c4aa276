// The example of a control repository: valid without a remark, and the retail estate keeps within its ceilings.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));

test("both registrations are valid", async () => {
  const ended = await trunklineHere(["validate", "examples/control"], { cwd });
  expect(ended).toMatchObject({ code: 0, stdout: "" });
  expect(ended.stderr).toBe("2 registrations: 0 errors, 0 warnings\n");
});

test.each(["retail-prd", "retail-next"])("the estate is within what %s allows", async (name) => {
  const words = ["validate", "examples/retail", "--registration"];
  const file = `examples/control/projects/${name}.yaml`;
  expect(await trunklineHere([...words, file], { cwd })).toMatchObject({ code: 0, stdout: "" });
});

test("the rules for personal data: a pipeline that keeps to none of them, and one that keeps to all", async () => {
  using project = temporaryFolder();
  writeFileSync(`${project.path}/trunkline.yaml`, "name: retail\n");
  mkdirSync(`${project.path}/pipelines`);
  const write = (text: string) => writeFileSync(`${project.path}/pipelines/mail.yaml`, text);
  const validate = (name: string) =>
    trunklineHere(
      ["validate", project.path, "--registration", `examples/control/projects/${name}.yaml`],
      { cwd },
    );
  const careless = "tags: {data: [pii]}\ntriggers: [{schedule: '*/2 * * * *'}]\n";
  write(`name: mail\n${careless}tasks: {send: {run: ./send.sh}}\n`);
  const found = await validate("retail-prd");
  expect(found.code).toBe(1);
  const places = [...found.stdout.matchAll(/mail\.yaml:(\d+:\d+)/g)].map(([, place]) => place);
  expect(places).toEqual(["1:7", "3:23", "4:8", "4:9"]);
  for (const name of ["owner", "schedule", "approvers", "timeout"])
    expect(found.stdout).toContain(`rule pii-${name}, rules/personal-data.yaml:`);
  expect(await validate("retail-next")).toMatchObject({ code: 0, stdout: "" });
  const careful = "owner: crm\ntags: {data: [pii]}\ntriggers: [{schedule: '*/5 * * * *'}]\n";
  const task = "{run: ./send.sh, timeout: 1h, approval: {by: [ada]}}";
  write(`name: mail\n${careful}tasks: {send: ${task}}\n`);
  expect(await validate("retail-prd")).toMatchObject({ code: 0, stdout: "" });
});
