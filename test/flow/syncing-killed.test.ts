// Processes that sync are killed (`kill -9`) at each step, and in the middle of an apply: what is deployed is the last good
// state or the new one, and the next sync completes it.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { steps } from "#reconcile";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { many, SyncedProject as Project, spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const program = fileURLToPath(new URL("../support/syncing-process.ts", import.meta.url));

class Syncing {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #errors = "";

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [program, ...args]);
    this.#lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
    this.child.stderr.on("data", (bytes) => {
      this.#errors += bytes;
    });
  }

  async line(): Promise<string> {
    const { value } = await this.#lines.next();
    return value ?? `nothing: ${this.#errors}`;
  }

  async killed(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}

/** A process that died holds its lease until that runs out. */
const leaseEnds = (project: Project) =>
  project.database.pool.query("update trunkline.project set lease_until = clock_timestamp()");

test.each(["native", "isomorphic"] as const)(
  "with %s git: a process killed at any step leaves the last good state, and the next sync converges",
  async (transport) => {
    await using database = await testDatabase();
    await using cache = temporaryDirectory();
    await using project = await Project.make(many(2), transport, database);
    await project.sync();
    const { pool } = database;
    for (const [index, step] of steps.entries()) {
      const before = await project.deployed();
      const { commit_oid: deployed } = await project.row();
      const name = `new${index}`;
      project.repository.commit({ [`pipelines/${name}.yaml`]: spec(name) });
      const syncing = new Syncing(
        ...[database.connectionString, project.repository.path, transport, cache.path, step],
      );
      expect(await syncing.line()).toBe(`at ${step}`);
      // Its lease keeps others out as long as it may be alive.
      if (step !== "lease") expect(await project.sync()).toEqual({ state: "Busy" });
      await syncing.killed();
      expect((await project.row()).commit_oid).toBe(deployed);
      expect(await project.deployed()).toEqual(before);
      await leaseEnds(project);
      expect(await project.sync()).toMatchObject({ state: "Synced" });
      expect(await project.deployed()).toEqual({ ...before, [name]: `pipelines/${name}.yaml` });
    }
    const { rows } = await pool.query(
      `select (select count(*)::int from trunkline.revision) as revisions,
              (select count(*)::int from trunkline.audit where act = 'apply') as audits`,
    );
    expect(rows[0]).toEqual({ revisions: steps.length + 1, audits: steps.length + 1 });
  },
);

test("a process killed in the middle of an apply leaves nothing of it", async () => {
  await using database = await testDatabase();
  await using cache = temporaryDirectory();
  await using project = await Project.make(many(3), "native", database);
  await project.sync();
  const before = await project.deployed();
  project.repository.commit({
    "pipelines/p0.yaml": null,
    "pipelines/p1.yaml": spec("p1", "false"),
    "pipelines/p9.yaml": spec("p9"),
  });
  const { pool } = database;
  // The last thing that an apply writes is its audit row.
  const blocker = await pool.connect();
  await blocker.query("begin; lock table trunkline.audit in access exclusive mode");
  const syncing = new Syncing(
    ...[database.connectionString, project.repository.path, "native", cache.path, ""],
  );
  await eventually("the apply waits for the audit", async () => {
    const { rows } = await pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%write_audit%'",
    );
    return rows.length === 1;
  });
  await syncing.killed();
  await blocker.query("rollback");
  blocker.release();
  await eventually("its transaction is gone", async () => {
    const { rows } = await pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()",
    );
    return rows.length === 0;
  });
  expect(await project.deployed()).toEqual(before);
  const { rows } = await pool.query(
    "select (select count(*)::int from trunkline.revision) as revisions, (select count(*)::int from trunkline.deployment) as deployments",
  );
  expect(rows[0]).toEqual({ revisions: 1, deployments: 3 });
  await leaseEnds(project);
  expect(await project.sync()).toMatchObject({ state: "Synced" });
  expect(Object.keys(await project.deployed())).toEqual(["p1", "p2", "p9"]);
});
