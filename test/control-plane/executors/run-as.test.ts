// Commands as another user: for real, which only root can.

import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RunAs } from "#executors/run-as.ts";
import { isRunning } from "#test/support/process.ts";
import { ownCommandExecutor, script } from "./command-under-test.ts";
import { attempt } from "./executor.contract.ts";

const isRoot = process.getuid?.() === 0;
const nobody = spawnSync("id", ["-u", "nobody"]).status === 0;
/** Why nothing can be tried here; null where it can. */
const missing = !isRoot ? "only root can change to another user" : nobody ? null : "no user nobody";

/** An executor that lets commands run as these users, in a folder that they can reach. */
async function allowing(...allow: string[]) {
  const it = await ownCommandExecutor({ runAs: new RunAs(allow) });
  chmodSync(it.directory, 0o711);
  return it;
}

test("nobody may come who was not allowed", async () => {
  await using it = await ownCommandExecutor();
  const result = await attempt(it.executor, script("id -un"), { runAs: "nobody" }).result;
  expect(result).toMatchObject({
    ending: "error",
    message: "Can't run as `nobody`: this worker was not started with `--allow-run-as nobody`.",
  });
});

test("the worker's own user needs no permission", async () => {
  await using it = await ownCommandExecutor();
  const one = attempt(it.executor, script("id -un"), { runAs: userInfo().username });
  expect((await one.result).exitCode).toBe(0);
  expect(one.output().toString()).toBe(`${userInfo().username}\n`);
});

test("a worker that is not root refuses, whatever it allows", async ({ skip }) => {
  if (isRoot) return skip("this is root");
  expect(await new RunAs(["*"]).user("daemon")).toEqual({
    refused: expect.stringContaining("only one that runs as root can change to another user"),
  });
});

describe("as root", () => {
  test("what is not there, and root by a pattern, are refused", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    const all = new RunAs(["*"]);
    expect(await all.user("no-such-user")).toEqual({
      refused: "Can't run as `no-such-user`: this host has no user `no-such-user`.",
    });
    // Another name for root: the ids decide, not the name.
    const names = execFileSync("awk", ["-F:", "$3 == 0 {print $1}", "/etc/passwd"]).toString();
    for (const name of names.split("\n").filter((one) => one !== "" && one !== "root"))
      expect(await all.user(name)).toEqual({ refused: expect.stringContaining("it is root") });
    expect(await new RunAs(["nob*"]).user("nobody")).toMatchObject({ name: "nobody" });
  });

  test("a command is that user, with its own environment and files", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    await using it = await allowing("nob*");
    const tree = it.git.tree({ "say.sh*": "#!/bin/sh\necho from the project\n", sql: { a: "1" } });
    const one = attempt(
      it.executor,
      script(`
        echo "$(id -un) $USER $LOGNAME $SHELL"
        ./say.sh
        cat sql/a
        echo x > made
        echo y > "$TMPDIR/made"
        mkdir locked && touch locked/in && chmod 0 locked
        echo error > /dev/stderr
        echo rows=42 >> "$TRUNKLINE_OUTPUT"
        if rm sql/a 2>/dev/null; then echo removed; fi
        ls ${it.directory} 2>/dev/null || echo closed`),
      { runAs: "nobody", tree },
    );
    const result = await one.result;
    expect(one.output().toString()).toBe(
      "nobody nobody nobody /bin/sh\nfrom the project\n1error\nclosed\n",
    );
    expect(result).toMatchObject({ ending: "exited", exitCode: 0, outputs: { rows: "42" } });
    expect(readdirSync(join(it.directory, "1", "attempts"))).toEqual([]);
    expect(it.troubles).toEqual([]);
  });

  test("it has all groups of the user, and none of root's", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    const users = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":")[0] as string)
      .filter((name) => name !== "" && name !== "root");
    const groups = (name: string) =>
      execFileSync("id", ["-G", name]).toString().trim().split(" ").sort();
    const many = users.find((name) => groups(name).length > 1);
    await using it = await allowing("*");
    for (const name of ["nobody", ...(many === undefined ? [] : [many])]) {
      const one = attempt(it.executor, script("id -G; id -u"), { runAs: name });
      expect(await one.result).toMatchObject({ exitCode: 0 });
      const [got = "", uid] = one.output().toString().split("\n");
      expect(got.split(" ").sort()).toEqual(groups(name));
      expect(uid).toBe(execFileSync("id", ["-u", name]).toString().trim());
    }
  });

  test("it is cancelled, timed out and killed like any other, with its group", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    await using it = await allowing("nobody");
    const stubborn = script("trap '' TERM; sleep 600 & echo child=$!; wait; sleep 600");
    const one = attempt(it.executor, stubborn, { runAs: "nobody", timeoutMs: 500 });
    await one.printed("child=");
    expect(await one.result).toMatchObject({ ending: "timedOut" });
    const child = Number(/child=(\d+)/.exec(one.output().toString())?.[1]);
    expect(isRunning(child)).toBe(false);
  });

  test("outputs that are linked to what only root may read are refused", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    await using it = await allowing("nobody");
    const secret = join(it.directory, "secret");
    writeFileSync(secret, "password=x\n", { mode: 0o600 });
    // As where the kernel doesn't protect hard links: root puts the link where the task could.
    const one = attempt(
      it.executor,
      script('echo at=$TRUNKLINE_OUTPUT; while [ ! -e "$TMPDIR/go" ]; do sleep 0.02; done'),
      { runAs: "nobody" },
    );
    await one.printed("at=");
    const at = /at=(.*)/.exec(one.output().toString())?.[1] as string;
    execFileSync("ln", [secret, at]);
    writeFileSync(join(at, "..", "tmp", "go"), "");
    expect(await one.result).toMatchObject({
      ending: "error",
      message: "$TRUNKLINE_OUTPUT is not the task's own file.",
    });
  });

  test("a folder that the user can't enter is named", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    await using it = await ownCommandExecutor({ runAs: new RunAs(["nobody"]) });
    // What holds the work directory is not the worker's to open.
    const closed = join(it.directory, "closed");
    mkdirSync(closed, { mode: 0o700 });
    const { createCommandExecutor } = await import("#executors/command.ts");
    const executor = await createCommandExecutor({
      workDirectory: join(closed, "work"),
      readObjects: it.git.read,
      runAs: new RunAs(["nobody"]),
    });
    try {
      const { message } = await attempt(executor, script("true"), { runAs: "nobody" }).result;
      expect(message).toBe(
        `Can't run as \`nobody\`: it can't enter ${closed}; start the worker with \`--work DIR\` where it can.`,
      );
      chmodSync(closed, 0o711);
      expect(await attempt(executor, script("true"), { runAs: "nobody" }).result).toMatchObject({
        exitCode: 0,
      });
    } finally {
      await executor.close();
    }
  });

  test("without --allow-run-as the folders stay closed, and leftovers of a user are removed", async ({
    skip,
  }) => {
    if (missing !== null) return skip(missing);
    const it = await allowing("nobody");
    const own = join(it.directory, "1");
    expect(statSync(own).mode & 0o777).toBe(0o711);
    await it.executor.close();
    const left = join(own, "attempts", "left");
    mkdirSync(join(left, "files", "in"), { recursive: true });
    execFileSync("chown", ["-R", "nobody", left]);
    const { createCommandExecutor } = await import("#executors/command.ts");
    await using _rest = { [Symbol.asyncDispose]: () => it[Symbol.asyncDispose]() };
    const again = await createCommandExecutor({
      workDirectory: it.directory,
      readObjects: it.git.read,
    });
    await again.close();
    expect(existsSync(left)).toBe(false);
    for (const place of ["", "attempts", "snapshots", "snapshots/trees"])
      expect(statSync(join(own, place)).mode & 0o777).toBe(0o700);
  });
});
