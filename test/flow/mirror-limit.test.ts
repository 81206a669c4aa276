// A server whose mirrors may take little room: the project that doesn't fit says so, the others go on.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { startServer } from "#server";
import { listProjects } from "#store/projects.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { GitServer } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { spec } from "#test/support/synced-project.ts";

test("the project whose repository doesn't fit is Unknown with the figures and what to do; others go on", async () => {
  using root = temporaryFolder();
  using cache = temporaryFolder();
  await using git = await GitServer.start(root.path);
  const repositoryOf = (name: string) => {
    mkdirSync(`${root.path}/${name}`);
    return new TestRepository(`${root.path}/${name}`);
  };
  const small = repositoryOf("small");
  small.commit({ "pipelines/load.yaml": spec("load") });
  const large = repositoryOf("large");
  large.commit({ "pipelines/report.yaml": spec("report"), "data.bin": randomBytes(400_000) });
  await using database = await testDatabase();
  const { connectionString, pool } = database;
  const project = (name: string) => ({
    ...{ name, environment: "test", branch: "main", path: "" },
    repository: git.url(`${name}/.git`),
  });
  const start = (mirrorBytes: number) =>
    startServer({
      ...{ connectionString, cacheDir: cache.path, env: {}, token: "t", mirrorBytes },
      projects: [project("large"), project("small")],
      ...{ host: "127.0.0.1", ports: [0], pollMs: 3_600_000, onMessage: () => {} },
    });
  const server = await start(200_000);
  try {
    expect((await server.sync("large")).state).toBe("Unknown");
    expect((await server.sync("small")).state).toBe("Synced");
    const rows = await listProjects(pool, {});
    const reason = rows.find(({ name }) => name === "large")?.sync_reason;
    expect(reason).toContain("of the 195 KiB that they may");
    expect(reason).toContain(`the one of ${git.url("large/.git")} has 0 B and needs more than`);
    expect(reason).toContain("Raise --mirror-limit");
    small.commit({ "pipelines/load.yaml": spec("load", "echo again") });
    expect((await server.sync("small")).state).toBe("Synced");

    const headers = { authorization: "Bearer t" };
    const status = await fetch(`${server.url}/api/v1/status`, { headers });
    expect(await status.json()).toMatchObject({ mirrors: { mirrors: 2, limitBytes: 200_000 } });
    const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text();
    expect(metrics).toContain("trunkline_mirrors_limit_bytes 200000");
    expect(metrics).toMatch(/trunkline_mirrors_bytes [1-9]/);
  } finally {
    await server.stop();
  }
  const wider = await start(2_000_000);
  try {
    expect((await wider.sync("large")).state).toBe("Synced");
  } finally {
    await wider.stop();
  }
});
