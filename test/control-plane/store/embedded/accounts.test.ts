import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
} from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { accountOf, canEnter, postgresAccount } from "#store/embedded/account.ts";
import { missingSymlinks, packageRoot, usableBinaries } from "#store/embedded/binaries.ts";
import { checkPostgres } from "#store/embedded/doctor.ts";
import { locate } from "#store/embedded/places.ts";
import { readPidFile } from "#store/embedded/postmaster.ts";
import { stopServer } from "#store/embedded/stop.ts";
import { emptyStateDirectory, queryOnce } from "#test/support/embedded-postgres.ts";

const isRoot = process.getuid?.() === 0;

/** A copy of the installed package in a folder of the given mode; hard links, so that it takes no space. */
function copyPackage(parent: string, mode: number): string {
  mkdirSync(parent, { recursive: true });
  const root = path.join(parent, "package");
  execFileSync("cp", ["-a", packageRoot(), root]);
  chmodSync(parent, mode);
  return root;
}

test("library links that npm's install script should have made are made", async () => {
  await using state = emptyStateDirectory();
  const root = copyPackage(path.join(state.stateDir, "packages"), 0o755);
  chmodSync(state.stateDir, 0o755);
  const lib = path.join(root, "native", "lib");
  for (const file of readdirSync(lib, { withFileTypes: true })) {
    if (file.isSymbolicLink()) unlinkSync(path.join(lib, file.name));
  }
  const { length } = missingSymlinks(root);
  expect(length).toBeGreaterThan(5);
  expect(
    usableBinaries(postgresAccount(), path.join(state.stateDir, "shared"), root).postgres,
  ).toContain(root);
  expect(missingSymlinks(root)).toEqual([]);
});

test("without the programs the error names the two ways out", async () => {
  await using state = emptyStateDirectory();
  mkdirSync(state.stateDir);
  expect(() => usableBinaries(postgresAccount(), state.stateDir, state.stateDir)).toThrow(
    /npm did not finish/,
  );
});

describe("as root", () => {
  beforeEach(({ skip }) => skip(!isRoot, "only root changes to another user"));

  test("from a checkout that others can't enter, the programs are copied once", async () => {
    await using state = emptyStateDirectory();
    const root = copyPackage(path.join(path.dirname(state.stateDir), "home"), 0o700);
    const server = await state.ensure({ packageRoot: root });
    const shared = path.join(path.dirname(state.stateDir), "shared");
    expect(readdirSync(shared)).toEqual([expect.stringMatching(/^postgres-18\.4\.0/)]);
    expect(readFileSync(`/proc/${server.pid}/cmdline`, "utf8")).toMatch(new RegExp(`^${shared}`));
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
    await server.stop();
    const copy = statSync(path.join(shared, readdirSync(shared)[0] ?? "")).ino;
    await state.ensure({ packageRoot: root });
    expect(statSync(path.join(shared, readdirSync(shared)[0] ?? "")).ino).toBe(copy);
  });

  test("with a state directory that others can't enter, the data lies beside and is found again", async () => {
    await using state = emptyStateDirectory("private/state");
    mkdirSync(path.dirname(state.stateDir), { mode: 0o700 });
    const server = await state.ensure();
    try {
      expect(server.dataDir).toContain(`${path.dirname(path.dirname(state.stateDir))}/shared/`);
      await queryOnce(server.connectionString, "create table kept as select 1 as n");
      await server.stop();
      const again = await state.ensure();
      expect(again.dataDir).toBe(server.dataDir);
      expect(await queryOnce(again.connectionString, "select n from kept")).toEqual([{ n: 1 }]);
    } finally {
      await stopServer(server.dataDir);
    }
    expect(readPidFile(server.dataDir)).toBeUndefined();
  });

  test("a private state directory lets the server's group through, and nobody else", async () => {
    await using state = emptyStateDirectory();
    mkdirSync(state.stateDir, { mode: 0o700 });
    expect(locate(state.stateDir, postgresAccount(), "/elsewhere").dataDir).toBe(state.dataDir);
    expect((await state.ensure()).dataDir).toBe(state.dataDir);
    expect(statSync(state.stateDir).mode & 0o777).toBe(0o710);
  });

  test("folders made on the way to the state directory are open, so the data lies in it", async () => {
    await using state = emptyStateDirectory("project/.trunkline/state");
    expect((await state.ensure()).dataDir).toBe(state.dataDir);
    expect(statSync(state.stateDir).mode & 0o777).toBe(0o710);
  });

  test("with a temporary directory that others can't enter, the socket is in /tmp", async () => {
    await using state = emptyStateDirectory();
    const temporary = path.join(path.dirname(state.stateDir), "tmp");
    mkdirSync(temporary, { mode: 0o700 });
    vi.stubEnv("TMPDIR", temporary);
    try {
      const server = await state.ensure();
      expect(path.dirname(server.socketDir)).toBe("/tmp");
      expect(await queryOnce(server.connectionString, "select 1 as n")).toEqual([{ n: 1 }]);
      const checks = await checkPostgres(state.options);
      expect(checks.find(({ name }) => name === "Socket path")).toMatchObject({ state: "ok" });
      await server.stop();
      // A socket folder of its own is always emptied and removed.
      expect(existsSync(server.socketDir)).toBe(false);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("data keeps its owner", async () => {
    await using state = emptyStateDirectory();
    mkdirSync(state.dataDir, { recursive: true });
    execFileSync("chown", ["65534:65534", state.dataDir]);
    expect(accountOf(state.dataDir, { name: "postgres", ids: { uid: 101, gid: 104 } }).ids).toEqual(
      { uid: 65534, gid: 65534 },
    );
  });

  test("the whole of it works for an ordinary user too", async (context) => {
    const nobody = { uid: 65534, gid: 65534 };
    if (!canEnter({ name: "nobody", ids: nobody }, import.meta.dirname)) {
      context.skip("an ordinary user can't enter this checkout");
    }
    await using state = emptyStateDirectory("state");
    const folder = path.dirname(state.stateDir);
    chmodSync(folder, 0o777);
    const script = `import { ensurePostgres } from "#store/embedded/server.ts";
      const server = await ensurePostgres({ stateDir: process.argv[1] });
      console.log(server.mode, process.getuid());
      await server.stop();`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", script, state.stateDir],
      {
        ...nobody,
        encoding: "utf8",
        env: { PATH: process.env.PATH, HOME: folder },
      },
    );
    expect(stderr).toBe("");
    expect(stdout).toBe("started 65534\n");
    expect(statSync(state.stateDir).mode & 0o777).toBe(0o700);
  });
});
