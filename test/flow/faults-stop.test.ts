// A clean stop lets running tasks end and leaves nothing behind; a commit that comes while a run goes on is the next run's.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { expect, test } from "vitest";
import { readPidFile } from "#store/embedded/postmaster.ts";
import { ensurePostgres } from "#store/embedded/server.ts";
import { expectOnce, sayInto } from "#test/support/effects.ts";
import { Estate, gatedTasks } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { isRunning, processesIn } from "#test/support/process.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline } from "#test/support/trunkline.ts";

test("SIGTERM lets running tasks end, then nothing of `up` is left", async () => {
  await using estate = new Estate();
  const up = await estate.started("up");
  const id = await estate.run();
  await estate.starts(3);
  const socketDir = readPidFile(join(estate.state, "postgres"))?.socketDir ?? "";
  expect(existsSync(socketDir)).toBe(true);
  if (process.platform === "linux") expect(processesIn(estate.state)).not.toEqual([]);
  up.child.kill("SIGTERM");
  await up.said("Stopping; running tasks may end first");
  estate.go();
  expect((await up.ended).code).toBe(0);
  expect(estate.effects("end").map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  expect(existsSync(socketDir)).toBe(false);
  expect(existsSync(join(estate.state, "server.json"))).toBe(false);
  const parts = socketDir.split(sep);
  expect(readdirSync(tmpdir()).filter((name) => parts.includes(name))).toEqual([]);
  if (process.platform === "linux") expect(processesIn(estate.state)).toEqual([]);
  // What was not started is the next start's.
  await estate.started("up");
  expect((await estate.ended(id)).state).toBe("succeeded");
  expectOnce(estate.effects(), id, gatedTasks);
});

test("a second Ctrl-C ends `up` at once with 130, and the next start finishes what it left", async () => {
  await using estate = new Estate();
  const up = await estate.started("up");
  const id = await estate.run();
  await estate.starts(3);
  const commands = estate.effects("start").map(({ pid }) => pid);
  up.child.kill("SIGINT");
  await up.said("Stopping; running tasks may end first");
  up.child.kill("SIGINT");
  expect((await up.ended).code).toBe(130);
  await eventually("its commands are gone", () => !commands.some(isRunning), 1_000);
  await estate.started("up");
  await estate.starts(6);
  estate.go();
  expect((await estate.ended(id)).state).toBe("succeeded");
  expectOnce(estate.effects(), id, gatedTasks);
});

test("SIGTERM lets a worker's tasks end while another takes what follows", async () => {
  await using estate = new Estate();
  await estate.started("server");
  const first = await estate.started("worker");
  const id = await estate.run();
  await estate.starts(3);
  await estate.started("worker");
  first.child.kill("SIGTERM");
  await first.said("Draining");
  estate.go();
  expect((await first.ended).code).toBe(0);
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expectOnce(estate.effects(), id, gatedTasks);
  const workers = run.tasks.map(({ attempts }) => attempts.map(({ worker }) => worker).join());
  expect(workers[3]).not.toBe(workers[0]);
});

test("a run keeps the revision and the files that it started with, in its retries too", async () => {
  const spec = (version: string, scratch: string) => `name: pinned
tasks:
  step:
    retry: {retries: 1, delay: 1s}
    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      echo "spec ${version}, $(cat scripts/version)"
      while [ ! -e ${scratch}/go ]; do sleep 0.05; done
      test "$TRUNKLINE_ATTEMPT" = 2 || test ! -e ${scratch}/fail
`;
  const files = (version: string, scratch: string) => ({
    "pipelines/pinned.yaml": spec(version, scratch),
    "scripts/version": `file ${version}\n`,
  });
  let folder = "";
  await using estate = new Estate((scratch) => {
    folder = scratch;
    return { ...files("one", scratch), "trunkline.yaml": "name: pinned\n" };
  });
  const first = estate.repository.tip();
  const up = await estate.started("up");
  const id = await estate.run("pinned");
  await estate.starts(1);
  const second = estate.repository.commit(files("two", folder));
  await up.said(`Deployed pinned@${second.slice(0, 12)}`);
  execFileSync("touch", [estate.scratch("fail")]);
  estate.go();
  const before = await estate.ended(id);
  const after = await estate.ended(await estate.run("pinned"));
  expect(before).toMatchObject({ state: "succeeded", revision: { commit: first } });
  expect(before.tasks[0]?.attempts.map(({ exitCode }) => exitCode)).toEqual([1, 0]);
  expect(after).toMatchObject({ state: "succeeded", revision: { commit: second } });
  const output = async (run: string) =>
    (await estate.cli.call(["logs", run, "--task", "step"])).stdout;
  expect(await output(id)).toBe("spec one, file one\nspec one, file one\n");
  expect(await output(after.id)).toBe("spec two, file two\nspec two, file two\n");
});

/** The oldest Postgres that is promised, where Debian's package of it is installed. */
const postgres15 = "/usr/lib/postgresql/15";

test("`up --once` runs on a Postgres 15 of one's own, and leaves it running", async ({ skip }) => {
  if (!existsSync(`${postgres15}/bin/postgres`)) return skip(`${postgres15} is not installed`);
  await using own = temporaryDirectory();
  await using state = temporaryDirectory();
  const packageRoot = join(own.path, "package");
  mkdirSync(packageRoot);
  symlinkSync(postgres15, join(packageRoot, "native"));
  const postgres = await ensurePostgres({ stateDir: own.path, packageRoot });
  try {
    const ended = await trunkline(["up", "--once", "--state", state.path], {
      env: { DATABASE_URL: postgres.connectionString },
    });
    expect(ended.stderr).not.toContain("error");
    expect(ended.stdout).toMatch(/Run 1 succeeded/);
    expect(ended.code).toBe(0);
    expect(existsSync(join(state.path, "postgres"))).toBe(false);
    expect(isRunning(postgres.pid)).toBe(true);
  } finally {
    await postgres.stop();
  }
});
