// What can't be used is refused at once, with what to do; a disk that fills up loses nothing.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectOnce } from "#test/support/effects.ts";
import { Estate, gated, gatedTasks } from "#test/support/estate.ts";
import { postgresWire } from "#test/support/postgres-wire.ts";
import { smallDisk } from "#test/support/small-disk.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { type Ended, trunkline } from "#test/support/trunkline.ts";

function expectRefused(ended: Ended, message: string, help: string): void {
  expect(ended.stderr).toContain(`error: ${message}`);
  expect(ended.stderr.split("  help: ")[1]).toContain(help);
  expect(ended.code).toBe(3);
}

/** Somebody else's port; 0 takes a free one, a taken one stays with whoever has it. */
async function listenOn(port: number): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once("listening", () => resolve(true)).once("error", () => resolve(false));
    server.listen(port, "127.0.0.1");
  });
  return {
    port: listening ? (server.address() as { port: number }).port : port,
    [Symbol.asyncDispose]: async () => void (listening && server.close()),
  };
}

test("a port that was asked for must be free; the usual one need not be", async () => {
  await using estate = new Estate();
  await using taken = await listenOn(0);
  await using _usual = await listenOn(4680);
  expectRefused(
    await estate.start("up", "--port", `${taken.port}`).ended,
    `port ${taken.port} on 127.0.0.1 is taken by another program`,
    "--port",
  );
  const up = await estate.started("up");
  expect(up.printed()).toContain("Port 4680 is taken; took a free one.");
  expect((await estate.api().ready()).ready).toBe(true);
});

test("a second `up` on a state folder is refused with where the first is, and nothing stays claimed", async () => {
  await using estate = new Estate();
  const first = await estate.started("up");
  const url = /Trunkline is up at (\S+?):? /.exec(first.printed())?.[1] ?? "no address";
  const second = await estate.start("up").ended;
  expectRefused(
    second,
    `Trunkline is already up with the state folder ${estate.state} at ${url}`,
    "--state",
  );
  await first.stop();
  await estate.started("up");
});

test.each(["up", "server", "worker"])("`%s` says which database it can't use", async (command) => {
  await using state = temporaryDirectory();
  await using old = await postgresWire("140009");
  const repository = command === "server" ? [state.path] : [];
  const start = (DATABASE_URL: string) =>
    trunkline([command, ...repository, "--state", state.path], { env: { DATABASE_URL } });
  const unreachable = await start("postgres://user:secret@127.0.0.1:1/jobs");
  expectRefused(unreachable, "can't use the database 127.0.0.1:1/jobs:", "DATABASE_URL");
  expect(unreachable.stderr).not.toContain("secret");
  expectRefused(await start(old.connectionString), "the database 127.0.0.1:", "Upgrade the server");
});

test("a state folder that can't be made or written is refused", async ({ skip }) => {
  await using directory = temporaryDirectory();
  const file = join(directory.path, "file");
  writeFileSync(file, "");
  const below = await trunkline(["up", "--state", join(file, "state")]);
  expectRefused(below, `can't use the state folder ${file}/state`, "--state DIR");
  const unwritable = readOnly(join(directory.path, "unwritable"));
  if (typeof unwritable === "string") return skip(unwritable);
  using _ = unwritable;
  const refused = await trunkline(["up", "--state", unwritable.path]);
  expectRefused(refused, `can't use the state folder ${unwritable.path}`, "--state DIR");
});

/** Root may write anywhere but on a disk that is mounted read-only, which it may not mount everywhere. */
function readOnly(path: string): (Disposable & { path: string }) | string {
  mkdirSync(path);
  if (process.getuid?.() !== 0) {
    chmodSync(path, 0o555);
    return { path, [Symbol.dispose]: () => chmodSync(path, 0o755) };
  }
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    return `root, and no tmpfs could be mounted: ${(error as Error).message.trim()}`;
  }
  return { path, [Symbol.dispose]: () => void execFileSync("umount", [path]) };
}

test("an address of another machine is refused, and numbers out of their range", async () => {
  await using estate = new Estate();
  const there = ["up", "--host", "203.0.113.1", "--port", "0"] as const;
  // Before anything is served: others would reach it.
  expectRefused(
    await estate.start(...there).ended,
    "others reach 203.0.113.1, and would send their tokens there in clear",
    "--tls-cert",
  );
  const inClear = await estate.start(...there, "--plain-http").ended;
  expectRefused(
    inClear,
    "others reach 203.0.113.1, and none of them could prove who they are",
    "--oidc-issuer",
  );
  const provider = ["--oidc-issuer", "https://login.example", "--oidc-client-id", "trunkline"];
  const elsewhere = await estate.start(...there, "--plain-http", ...provider).ended;
  expectRefused(elsewhere, "can't listen on 203.0.113.1:0: EADDRNOTAVAIL", "--host");
  for (const [option, value] of [
    ["--port", "65536"],
    ["--ttl", "0"],
    ["--slots", "0"],
  ] as const) {
    const ended = await trunkline(["up", "--state", estate.state, option, value]);
    expect(ended.stderr).toContain("It must be between");
    expect(ended.code).toBe(2);
  }
});

test("a disk that fills up under running tasks holds them up, says so, and loses nothing", async ({
  skip,
}) => {
  // Room for a new cluster of Postgres (39 MB), its log of writes (16 MB a file) and little else.
  const disk = smallDisk("96m");
  if (typeof disk === "string") return skip(disk);
  disk.fill();
  const output = 2_000_000;
  const print = `head -c ${output} /dev/zero | tr '\\0' x`;
  await using estate = new Estate(
    (scratch) => ({ "pipelines/gated.yaml": gated(scratch, print) }),
    { state: disk, ttl: 20 },
  );
  const refused = await estate.start("up").ended;
  expect(refused.stderr).toMatch(/no space left|The disk is full/i);
  expect(refused.code).toBe(3);
  disk.free();
  const up = await estate.started("up");
  const id = await estate.run();
  await estate.starts(3);
  disk.fill();
  estate.go();
  await up.said("output waits to be stored: could not extend file");
  expect((await estate.api().run(id)).state).toBe("running");
  disk.free();
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expectOnce(estate.effects(), id, gatedTasks);
  const stored = await estate.query(
    "select sum(length(content))::int as bytes from trunkline.log_chunk group by idx order by 1",
  );
  expect(stored).toEqual([{ bytes: output }, { bytes: output }, { bytes: output }]);
  expect((await up.stop()).code).toBe(0);
});
