// Waves as a server goes through them: those of later waves go on without waiting for a poll, and people see what waits.

import { expect, test } from "vitest";
import { ensureToken, writeServerFile } from "#cli/server-file.ts";
import { startServer } from "#server";
import { untilLastConnection } from "#store/last-connection.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { TestRepository } from "#test/support/repository.ts";
import { spec } from "#test/support/synced-project.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

async function served(soak: string) {
  const stack = new AsyncDisposableStack();
  const { path: state } = stack.use(temporaryDirectory());
  const control = stack.use(new TestRepository());
  const estate = stack.use(new TestRepository());
  estate.commit({ "pipelines/load.yaml": spec("load") });
  const registration = (name: string, sync: string) =>
    `name: ${name}\nenvironment: test\nsource: {repository: "${estate.path}"}\nsync: ${sync}\n`;
  control.commit({
    // Looked at before the one that it waits for.
    "projects/a-later.yaml": registration("a-later", `{wave: 2${soak}}`),
    "projects/b-first.yaml": registration("b-first", "{wave: 1}"),
  });
  const { connectionString, pool } = stack.use(await testDatabase());
  stack.defer(() => untilLastConnection(connectionString));
  const token = await ensureToken(state);
  const server = await startServer({
    ...{ connectionString, cacheDir: `${state}/mirrors`, projects: [], env: {}, token },
    control: { repository: control.path, branch: "main", path: "" },
    ...{ host: "127.0.0.1", ports: [0], pollMs: 3_600_000, onMessage: () => {} },
  });
  stack.defer(() => server.stop());
  await writeServerFile(state, { pid: process.pid, url: server.url });
  await server.lookAtControl();
  const trunkline = async (...words: string[]) =>
    (await trunklineHere(words, { env: { TRUNKLINE_STATE: state } })).stdout;
  return {
    ...{ estate, pool, server, trunkline },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("what waited is looked at again as soon as the first wave is deployed", async () => {
  await using it = await served("");
  await eventually("both are deployed", async () => {
    const { rows } = await it.pool.query(
      "select from trunkline.project where sync_state = 'Synced'",
    );
    return rows.length === 2;
  });
}, 120_000);

test("status, projects and sync say what it waits for, and how it is let through", async () => {
  await using it = await served(", soak: 30m");
  await eventually("the first is deployed", async () => {
    const { rows } = await it.pool.query(
      "select from trunkline.project where name = 'a-later' and sync_reason like '%has had it since%'",
    );
    return rows.length === 1;
  });
  const waits =
    /it waits for b-first \(wave 1\), which has had it since .* and is to keep it for 30m, until /;
  const status = await it.trunkline("status");
  expect(status).toMatch(waits);
  expect(status).toContain("  wave     2\n");
  expect(await it.trunkline("projects")).toMatch(waits);
  const held = await it.trunkline("sync", "a-later");
  expect(held).toMatch(waits);
  const hash = /sync a-later --confirm ([0-9a-f]+)/.exec(status)?.[1] ?? "";
  expect(hash).not.toBe("");
  const confirmed = await it.trunkline(
    ...["sync", "a-later", "--confirm", hash, "--reason", "customers wait"],
  );
  expect(confirmed).toContain("a-later: Synced");
  expect(await it.trunkline("history", "--project", "a-later")).toContain("released by");
}, 240_000);
