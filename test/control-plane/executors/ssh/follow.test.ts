// Runs on a host whose connection, worker, watcher or key goes away: begun once, adopted, ended with all that it started.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { cutProxy } from "#test/support/cut-proxy.ts";
import { eventually } from "#test/support/eventually.ts";
import { noSshServer } from "#test/support/ssh-server.ts";
import { type SshUnderTest, sshUnderTest } from "../ssh-under-test.ts";

beforeEach((context) => {
  if (noSshServer !== null) context.skip(noSshServer);
});

const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];

/** Counts itself in a file, prints two lines and waits for `go` between them. */
const counted = (it: SshUnderTest, name: string) => {
  const path = join(it.server.folder, name);
  return {
    begun: () => linesOf(path).length,
    go: () => writeFileSync(`${path}.go`, ""),
    run: `echo begun >>${path}; echo first; while [ ! -e ${path}.go ]; do sleep 0.05; done; echo last; exit 5`,
  };
};

test("a connection that breaks at any place neither loses a run nor begins it twice", async () => {
  await using it = await sshUnderTest();
  const { port } = it.server.connection;
  const run = async (way: "up" | "down", bytes: number) => {
    const one = counted(it, `${way}-${bytes}`);
    one.go();
    await using proxy = await cutProxy(port);
    proxy.cutNext(way, bytes);
    const action = it.action(one.run, {
      connection: { ...it.server.connection, port: proxy.port },
    });
    const external = new RecordedRuns();
    let attempt = it.attempt(action, { external, runId: `${way}-${bytes}` });
    let result = await attempt.result;
    // Before anything was sent the attempt fails, and the next begins it.
    if (result.ending === "error") {
      expect(result.externalOver).toBe(true);
      external.over();
      attempt = it.attempt(action, { external, runId: `${way}-${bytes}`, attempt: 2 });
      result = await attempt.result;
    }
    expect({ way, bytes, begun: one.begun(), code: result.exitCode }).toEqual({
      ...{ way, bytes, begun: 1, code: 5 },
    });
    expect(
      attempt
        .output()
        .toString()
        .match(/first|last/g),
    ).toEqual(["first", "last"]);
    return proxy.passed;
  };
  const whole = await run("up", Number.MAX_SAFE_INTEGER);
  const parts = [0.05, 0.2, 0.35, 0.5, 0.65, 0.75, 0.85, 0.92, 0.98];
  const cuts = (["up", "down"] as const).flatMap((way) =>
    parts.map((part) => run(way, Math.floor(whole[way] * part))),
  );
  await Promise.all(cuts);
});

test("goes on with a run after the host was out of reach, and gives up after the limit", async () => {
  await using it = await sshUnderTest({ limits: { pauseMs: 20, unknownMs: 300 } });
  await using proxy = await cutProxy(it.server.connection.port);
  const one = counted(it, "away");
  const action = it.action(one.run, { connection: { ...it.server.connection, port: proxy.port } });
  const external = new RecordedRuns();
  const first = it.attempt(action, { external, runId: "away" });
  await first.printed("first");
  proxy.cut();
  const given = await first.result;
  expect(given).toMatchObject({ ending: "error", exitCode: null });
  expect(given.externalOver).toBeUndefined();
  expect(first.output().toString()).toContain("asking again in 0.02 s");
  proxy.heal();
  const second = it.attempt(action, { external, runId: "away", attempt: 2 });
  await second.printed("first");
  one.go();
  expect(await second.result).toMatchObject({ ending: "exited", exitCode: 5, externalOver: true });
  expect(second.output().toString()).toBe(
    "Begun on edge already: going on with it.\nfirst\nlast\n",
  );
  expect(one.begun()).toBe(1);
});

test("how it ended is found by an attempt that comes after its folder was cleared", async () => {
  await using it = await sshUnderTest();
  const one = counted(it, "ended");
  one.go();
  const external = new RecordedRuns();
  const settings = { external, runId: "ended" };
  expect(
    (
      await it.attempt(
        it.action(`${one.run.replace("exit 5", "")} echo n=1 >>$TRUNKLINE_OUTPUT`),
        settings,
      ).result
    ).exitCode,
  ).toBe(0);
  const [key = ""] = it.runs();
  expect(linesOf(join(it.server.home, ".trunkline/runs", key, "exit"))).toEqual(["0 -"]);
  expect(existsSync(join(it.server.home, ".trunkline/runs", key, "out"))).toBe(false);
  // Its worker died before it had written the end down.
  const again = await it.attempt(it.action(one.run), { ...settings, attempt: 2 }).result;
  expect(again).toMatchObject({ exitCode: 0, outputs: { n: "1" } });
  expect(one.begun()).toBe(1);
});

test("cancelled, it ends with its grandchildren, also those that ignore SIGTERM or left its group", async () => {
  await using it = await sshUnderTest();
  const deaf = "trap '' TERM; sleep 8001 & sleep 8002; sleep 8003";
  const away = process.platform === "linux" ? "setsid sleep 8004 &" : "";
  const one = it.attempt(it.action(`${away} sh -c "${deaf}" & echo started; wait`));
  await one.printed("started");
  await eventually("they run", () => it.processes("sleep 800").length >= (away ? 3 : 2));
  one.abort("cancelled");
  expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
  expect(it.processes("sleep 800")).toEqual([]);
  expect(it.processes(it.server.home)).toEqual([]);
});

test("a grace is kept: what ends by itself on SIGTERM says its last word", async () => {
  await using it = await sshUnderTest();
  const path = join(it.server.folder, "word");
  const action = it.action(
    `trap 'sleep 0.3; echo goodbye >${path}; exit 0' TERM; echo started; while :; do sleep 0.1; done`,
    {
      killAfterMs: 30_000,
    },
  );
  const one = it.attempt(action);
  await one.printed("started");
  one.abort("cancelled");
  expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
  expect(linesOf(path)).toEqual(["goodbye"]);
});

test("too long is ended there, drained is not", async () => {
  await using it = await sshUnderTest();
  const late = it.attempt(it.action("echo started; sleep 8010"), { timeoutMs: 1_500 });
  expect(await late.result).toMatchObject({ ending: "timedOut", externalOver: true });
  expect(it.processes("sleep 8010")).toEqual([]);
  const drained = it.attempt(it.action("echo started; sleep 8011"));
  await drained.printed("started");
  drained.abort("drained");
  expect((await drained.result).externalOver).toBeUndefined();
  expect(it.processes("sleep 8011")).toHaveLength(1);
  process.kill(Number.parseInt(it.processes("sleep 8011")[0] ?? "", 10), "SIGKILL");
});

test("what it leaves behind ends with it, and doesn't hold it up", async () => {
  await using it = await sshUnderTest();
  const one = it.attempt(it.action("sleep 8020 & echo done"));
  expect((await one.result).exitCode).toBe(0);
  expect(it.processes("sleep 8020")).toEqual([]);
});

test("a watcher that was killed, as by a restart, is told, and the next attempt begins anew", async () => {
  await using it = await sshUnderTest();
  const one = counted(it, "killed");
  const external = new RecordedRuns();
  const first = it.attempt(it.action(one.run), { external, runId: "killed" });
  await first.printed("first");
  const [key = ""] = it.runs();
  const [watcher = ""] = linesOf(join(it.server.home, ".trunkline/runs", key, "watcher"));
  process.kill(Number(watcher.split(" ")[0]), "SIGKILL");
  expect(await first.result).toMatchObject({
    ending: "error",
    message: expect.stringContaining("It was ended on edge with what watched over it"),
    externalOver: true,
  });
  expect(it.processes(`${it.server.home}/.trunkline/runs/${key}/job`)).toEqual([]);
  external.over();
  one.go();
  const second = it.attempt(it.action(one.run), { external, runId: "killed", attempt: 2 });
  expect((await second.result).exitCode).toBe(5);
  expect(one.begun()).toBe(2);
});

test("what was begun for certain and left no trace is not begun again", async () => {
  await using it = await sshUnderTest();
  const one = counted(it, "missing");
  const external = new RecordedRuns();
  const first = it.attempt(it.action(one.run), { external, runId: "missing" });
  await first.printed("first");
  first.abort("lost");
  await first.result;
  const [key = ""] = it.runs();
  one.go();
  await eventually(
    "it ended",
    () => it.processes(`${it.server.home}/.trunkline/runs/${key}/watch`).length === 0,
  );
  rmSync(join(it.server.home, ".trunkline"), { recursive: true });
  const second = await it.attempt(it.action(one.run), { external, runId: "missing", attempt: 2 })
    .result;
  expect(second).toMatchObject({
    ...{ ending: "exited", mayRetry: false },
    message: expect.stringContaining(
      "edge has no trace of the run that an earlier attempt began there",
    ),
  });
  expect(one.begun()).toBe(1);
});

test("a run of another machine with the same name is told apart", async () => {
  await using it = await sshUnderTest();
  const one = counted(it, "elsewhere");
  const external = new RecordedRuns();
  const first = it.attempt(it.action(one.run), { external, runId: "elsewhere" });
  await first.printed("first");
  first.abort("lost");
  await first.result;
  const [key = ""] = it.runs();
  const host = join(it.server.home, ".trunkline/runs", key, "host");
  const name = readFileSync(host, "utf8");
  writeFileSync(host, "node-b\n");
  const second = await it.attempt(it.action(one.run), { external, runId: "elsewhere" }).result;
  expect(second).toMatchObject({
    ending: "error",
    message: expect.stringContaining("It was begun on the machine node-b"),
  });
  writeFileSync(host, name);
  one.go();
  const third = await it.attempt(it.action(one.run), { external, runId: "elsewhere" }).result;
  expect(third.exitCode).toBe(5);
  expect(one.begun()).toBe(1);
});

test("a host key that changes in mid-run ends the attempt, and the run goes on", async () => {
  await using it = await sshUnderTest();
  const one = counted(it, "key");
  const external = new RecordedRuns();
  const first = it.attempt(it.action(one.run), { external, runId: "key" });
  await first.printed("first");
  await it.server.changeHostKey();
  const result = await first.result;
  expect(result).toMatchObject({
    mayRetry: false,
    message: expect.stringContaining("pins ssh-ed25519"),
  });
  expect(result.externalOver).toBeUndefined();
  expect(one.begun()).toBe(1);
  one.go();
});

test("a login that is refused in mid-run is not tried again and again, and the run goes on", async () => {
  await using it = await sshUnderTest();
  const one = counted(it, "login");
  const external = new RecordedRuns();
  const first = it.attempt(it.action(one.run), { external, runId: "login" });
  await first.printed("first");
  first.abort("lost");
  await first.result;
  const keys = join(it.server.folder, "authorized_keys");
  const text = readFileSync(keys, "utf8");
  writeFileSync(keys, "");
  const second = await it.attempt(it.action(one.run), { external, runId: "login" }).result;
  expect(second).toMatchObject({
    ending: "error",
    message: expect.stringContaining("All configured authentication methods failed"),
  });
  expect(second.externalOver).toBeUndefined();
  writeFileSync(keys, text);
  one.go();
  const third = await it.attempt(it.action(one.run), { external, runId: "login" }).result;
  expect(third.exitCode).toBe(5);
  expect(one.begun()).toBe(1);
});

test("of a huge output the beginning and the end are kept, with bounded space on the host", async () => {
  await using it = await sshUnderTest();
  const run = "echo first; head -c 60000000 /dev/zero | tr '\\0' x; echo; echo last";
  let bytes = 0;
  let text = "";
  const { result } = it.attempt(it.action(run), {
    // Slower than the task is.
    onOutput: async (chunk: Uint8Array) => {
      bytes += chunk.length;
      const part = Buffer.from(chunk).toString("latin1").replaceAll(/x+/g, "x");
      text = (text + part).replaceAll(/x+/g, "x");
      await new Promise((resolve) => setTimeout(resolve, 3));
    },
  });
  expect((await result).exitCode).toBe(0);
  const omitted = [...text.matchAll(/(\d+) bytes omitted on the host/g)];
  const missing = omitted.reduce((sum, [, count]) => sum + Number(count), 0);
  const told = Buffer.from("\n… 12345678 bytes omitted on the host …\n").length;
  expect(text.startsWith("Begun on edge.\nfirst\nx")).toBe(true);
  expect(text.endsWith("x\nlast\n")).toBe(true);
  expect(Math.abs(bytes + missing - 60_000_012 - omitted.length * told)).toBeLessThan(100);
});

test("output in which the words of the protocol stand is output", async () => {
  await using it = await sshUnderTest();
  const words = "end 0 - 0\\ngone\\ndata 0 999999\\ntrunkline-x\\n\\377\\0\\001";
  const one = it.attempt(it.action(`printf '${words}'; exit 4`));
  expect((await one.result).exitCode).toBe(4);
  expect(one.output().toString("latin1")).toBe(
    "Begun on edge.\nend 0 - 0\ngone\ndata 0 999999\ntrunkline-x\n\xff\0\x01",
  );
});

test("a login shell that talks, and one that runs nothing of ours", async () => {
  await using it = await sshUnderTest();
  const rc = join(it.server.folder, "talk");
  writeFileSync(rc, 'echo Welcome; exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"\n');
  const keys = join(it.server.folder, "authorized_keys");
  const plain = readFileSync(keys, "utf8");
  writeFileSync(keys, `command="/bin/sh ${rc}" ${plain}`);
  const talks = it.attempt(it.action("echo hello"));
  expect((await talks.result).exitCode).toBe(0);
  expect(talks.output().toString()).toBe("Begun on edge.\nhello\n");
  writeFileSync(keys, `command="echo This account is not available" ${plain}`);
  expect(await it.attempt(it.action("echo hello")).result).toMatchObject({
    ending: "error",
    message: expect.stringContaining('the host says "This account is not available'),
  });
});

test("a host without setsid has perl make the group; one without both begins nothing", async () => {
  await using it = await sshUnderTest();
  const bin = join(it.server.folder, "bin");
  const rc = join(it.server.folder, "rc");
  const tools =
    "cat mkdir rmdir mkfifo dd wc sed cut ps ls sort tail head sleep rm mv uname id perl grep find tr";
  const link = `mkdir ${bin}; for p in ${tools}; do ln -s "$(command -v $p)" ${bin}/; done`;
  execFileSync("sh", ["-c", link]);
  writeFileSync(rc, `PATH=${bin}; export PATH; eval "$SSH_ORIGINAL_COMMAND"\n`);
  const keys = join(it.server.folder, "authorized_keys");
  writeFileSync(keys, `command="/bin/sh ${rc}" ${readFileSync(keys, "utf8")}`);
  const one = it.attempt(it.action("sleep 8030 & echo started; sleep 8031"));
  await one.printed("started");
  one.abort("cancelled");
  expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
  expect(it.processes("sleep 803")).toEqual([]);
  rmSync(join(bin, "perl"));
  const two = it.attempt(it.action("echo started"));
  const result = await two.result;
  // A shell with job control needs neither.
  if (result.exitCode === 0) return;
  expect(result).toMatchObject({
    ending: "error",
    message: expect.stringContaining("it has neither setsid nor perl"),
    externalOver: true,
  });
});

test("a home that can't be written to gives way to a folder that nobody else may enter", async () => {
  await using it = await sshUnderTest();
  // No folder can be made below a file.
  writeFileSync(join(it.server.home, ".trunkline"), "");
  const spare = join("/tmp", `trunkline-${process.getuid?.()}`);
  const existed = existsSync(spare);
  const one = it.attempt(it.action("echo there"));
  expect(await one.result).toMatchObject({ exitCode: 0 });
  expect(statSync(spare).mode & 0o777).toBe(0o700);
  if (!existed) rmSync(spare, { recursive: true });
});
