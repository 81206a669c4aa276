// The example with dbt, deployed from Git and run by the real dbt: its tests are gates, and are kept with the run.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { programNamed } from "#test/support/program.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { commands, running } from "#test/support/up.ts";

const example = fileURLToPath(new URL("../../examples/dbt", import.meta.url));

interface Run {
  id: string;
  state: string;
  tasks: { name: string; state: string; message?: string | null }[];
}
interface Check {
  task: string;
  name: string;
  verdict: string;
  figure: number | null;
  message: string;
}

test("dbt's tests decide whether the pipeline goes on", { timeout: 180_000 }, async (context) => {
  if (programNamed("dbt") === undefined) context.skip("no dbt is installed (PyPI: dbt-duckdb)");
  using repository = new TestRepository();
  cpSync(example, repository.path, { recursive: true });
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "--message=A dbt project");
  await using state = temporaryDirectory();
  await using up = running([
    ...["up", repository.path, "--state", state.path],
    ...["--poll", "1", "--port", "0"],
  ]);
  await up.said("Trunkline is up");
  const cli = commands(state.path);
  const run = async () => {
    const [ended] = await cli.json<Run>("run", "shop", "--wait");
    const checks = await cli.json<Check>("runs", "show", ended?.id ?? "", "--checks");
    return { run: ended as Run, checks };
  };

  const fine = await run();
  expect(fine.run.state).toBe("succeeded");
  expect(fine.checks).toHaveLength(8);
  expect(fine.checks.every(({ verdict }) => verdict === "held")).toBe(true);
  expect((await cli.call(["logs", fine.run.id, "--task", "publish"])).stdout).toContain(
    "8 models and tests are fine",
  );

  const seeds = join(repository.path, "shop/seeds/raw_orders.csv");
  writeFileSync(seeds, `${readFileSync(seeds, "utf8")}3,amy,7.25\n`);
  repository.git("commit", "--quiet", "--all", "--message=An order twice");
  await up.said(`@${repository.git("rev-parse", "HEAD").trim().slice(0, 12)}`);
  const bad = await run();
  expect(bad.run.state).toBe("failed");
  expect(bad.run.tasks.map(({ name, state }) => [name, state])).toEqual([
    ["build", "failed"],
    ["publish", "skipped"],
  ]);
  const failed = bad.checks.filter(({ verdict }) => verdict === "failed");
  expect(failed).toMatchObject([
    {
      ...{ task: "build", figure: 1 },
      name: expect.stringMatching(/^test\.shop\.unique_orders_order_id/),
      message: "Got 1 result, configured to fail if != 0",
    },
  ]);
  const why = (await cli.call(["runs", "show", bad.run.id])).stdout;
  expect(why).toMatch(/Exit code 1\. 1 of 8 failed: test\.shop\.unique_orders_order_id/);
});
