import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Condition, Fact } from "#core/conditions/condition.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";

const run = (name: string, project: string | null = null, of: string | null = null): Fact => ({
  ...{ kind: "run", project, pipeline: name, task: of, state: "succeeded", exitCode: null },
  which: { by: "latest" },
});
const gates = (awaits: Condition) => ({
  gates: { awaits, notBefore: null, notAfter: null, takes: [] },
});

test("what deployed pipelines ask about is on record; an upgrade finds the same in their specs", async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const rows = async () =>
    (
      await pool.query<{ row: string }>(
        `select concat_ws(' ', p.name, a.project, a.pipeline, a.task) as row from trunkline.awaited a
           join trunkline.pipeline p on p.id = a.pipeline_id order by 1`,
      )
    ).rows.map(({ row }) => row);
  const close = pipeline(
    "close",
    [task("t", gates({ kind: "any", of: [run("day", null, "a"), run("day", "other")] }))],
    {
      awaits: { kind: "not", of: [run("load")] },
      after: [{ condition: { kind: "all", of: [run("load"), run("load")] }, per: "date" }],
    },
  );
  await deploy(pool, [close, pipeline("load", [task("t")])]);
  const expected = ["close other day ", "close test day a", "close test load "];
  expect(await rows()).toEqual(expected);

  await pool.query("delete from trunkline.awaited");
  const file = new URL("../../../control-plane/store/migrations/0028-awaited.sql", import.meta.url);
  const [, backfill = ""] = /^(insert into [^;]*;)/m.exec(readFileSync(file, "utf8")) ?? [];
  await pool.query(backfill);
  expect(await rows()).toEqual(expected);

  await deploy(pool, [pipeline("close", [task("t")]), pipeline("load", [task("t")])]);
  expect(await rows()).toEqual([]);
});
