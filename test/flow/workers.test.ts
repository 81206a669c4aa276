// Workers as processes: labels, and what is said of a task that none of them takes.

import { expect, test } from "vitest";
import { expectOnce, sayInto } from "#test/support/effects.ts";
import { Estate } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";

const labelled = (scratch: string) => {
  const run = `"${sayInto(`${scratch}/effects`).replaceAll('"', '\\"')}; say start; say end"`;
  return `name: labelled
defaults: {runsOn: [etl]}
tasks:
  any: {run: ${run}, runsOn: []}
  etl: {needs: [any], run: ${run}}
  host: {needs: [etl], run: ${run}, runsOn: ["host:etl01", etl]}
`;
};

test("a task that no worker takes waits, everybody is told why, and a worker that comes takes it", async () => {
  await using estate = new Estate((scratch) => ({
    "pipelines/labelled.yaml": labelled(scratch),
  }));
  await estate.started("up", "--label", "etl");
  const id = await estate.run("labelled");
  await estate.starts(2);
  const why = async () => (await estate.cli.call(["why", id])).stdout;
  await eventually("why names the label", async () => (await why()).includes("lacks host:etl01"));
  const status = await estate.cli.call(["status"]);
  expect(status.stdout).toContain("; etl\n");
  expect(status.stdout).toContain("ask for etl, host:etl01");
  expect(status.stdout).toContain(`trunkline why ${id}`);
  await estate.started("worker", "--label", "host:etl01", "--label", "etl");
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expectOnce(estate.effects(), id, ["any", "etl", "host"]);
  expect((await estate.cli.call(["status"])).stdout).toContain("; etl, host:etl01\n");
});

test("a label that no spec could ask for is refused", async () => {
  await using estate = new Estate();
  const ended = await estate.start("worker", "--label", "a b").ended;
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("--label 'a b' is no label");
});
