// A connection is a file of the project: what depends on it is planned and deployed with it.

import { expect, test } from "vitest";
import type { Pipeline } from "#core/pipeline.ts";
import { allPipelines } from "#store/pipelines.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { changes, SyncedProject, spec } from "#test/support/synced-project.ts";

const connection = (host: string) =>
  `type: postgres\nhost: ${host}\ndatabase: shop\nuser: reader\npassword: shop/reader\n`;
const check = (connectionName: string) =>
  `{uses: sql, with: {connection: ${connectionName}, sql: select 1}}`;

async function hosts(project: SyncedProject): Promise<Record<string, string | undefined>> {
  const { pool } = project.database;
  const found = await getProject(pool, { name: "shop" });
  const rows = await allPipelines(pool, { project: found?.id ?? 0 });
  return Object.fromEntries(
    rows.map(({ name, spec: pipeline }) => {
      const { action } = (pipeline as Pipeline).tasks[0] as Pipeline["tasks"][number];
      return [name, action.kind === "sql" ? action.connection.host : undefined];
    }),
  );
}

test.each(["native", "isomorphic"] as const)(
  "a changed connection changes its users, by %s",
  async (transport) => {
    await using project = await SyncedProject.make(
      {
        "connections/shop.yaml": connection("one.example"),
        "templates/check.yaml": `tasks: {check: ${check("shop")}}\n`,
        "pipelines/direct.yaml": `name: direct\ntasks: {check: ${check("shop")}}\n`,
        "pipelines/through.yaml": "name: through\ntasks: {a: {uses: ./templates/check.yaml}}\n",
        "pipelines/other.yaml": spec("other"),
        "pipelines/early.yaml": `name: early\ntasks: {check: ${check("late")}}\n`,
      },
      transport,
    );
    await project.sync();
    // One without its connection is none yet.
    expect(await hosts(project)).toEqual({
      direct: "one.example",
      through: "one.example",
      other: undefined,
    });

    project.repository.commit({
      "connections/shop.yaml": connection("two.example"),
      "connections/late.yaml": connection("late.example"),
    });
    const changed = await project.sync();
    expect(changes(changed)).toEqual(["changed direct", "added early", "changed through"]);
    const plan = "plan" in changed ? changed.plan : null;
    expect(plan?.changes[0]?.fields).toEqual([
      { path: "tasks.check.action.connection.host", before: "one.example", after: "two.example" },
    ]);
    expect(await hosts(project)).toMatchObject({ direct: "two.example", early: "late.example" });

    // A broken one changes nothing that runs.
    project.repository.commit({ "connections/shop.yaml": "type: postgres\nhots: three.example\n" });
    await project.sync();
    expect(await hosts(project)).toMatchObject({ direct: "two.example", through: "two.example" });
  },
);
