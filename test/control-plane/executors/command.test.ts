import { spawnSync } from "node:child_process";
import { chownSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { isRunning, peakMemory } from "#test/support/process.ts";
import { smallDisk } from "#test/support/small-disk.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { ownCommandExecutor, script, sharedCommandExecutor } from "./command-under-test.ts";
import { attempt, executorContract } from "./executor.contract.ts";

executorContract("command", async () => {
  const it = await ownCommandExecutor();
  return {
    executor: it.executor,
    succeeds: script("true"),
    fails: script("exit 3"),
    prints: (text) => script(`echo '${text}'`),
    lasts: script(`echo $$ > ${it.directory}/pid; echo started; sleep 600`),
    broken: { action: script("true"), tree: "0123456789".repeat(4) },
    gives: script("echo rows=42 >> $TRUNKLINE_OUTPUT"),
    running: () => Number(isRunning(Number(readFileSync(join(it.directory, "pid"), "utf8")))),
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
});

/** A process id that the script printed as `name=id`. */
const printedPid = (output: Buffer, name: string): number =>
  Number(new RegExp(`${name}=(\\d+)`).exec(output.toString())?.[1]);

describe("how a command ends", () => {
  test.each([0, 1, 77, 255])("exit code %i is passed on", async (code) => {
    const it = await sharedCommandExecutor();
    const result = await attempt(it.executor, script(`exit ${code}`)).result;
    expect(result).toMatchObject({ ending: "exited", exitCode: code, signal: null });
  });

  test("a failing line ends the script", async () => {
    const it = await sharedCommandExecutor();
    const one = attempt(it.executor, script("echo before; false; echo after"));
    expect((await one.result).exitCode).toBe(1);
    expect(one.output().toString()).toBe("before\n");
  });

  test.each(["SIGKILL", "SIGSEGV", "SIGTERM"])("death by %s is told apart", async (signal) => {
    const it = await sharedCommandExecutor();
    const result = await attempt(it.executor, script(`kill -${signal.slice(3)} $$`)).result;
    expect(result).toMatchObject({ ending: "signalled", exitCode: null, signal });
    expect(result.message).toContain(signal);
  });

  test("a task that ignores SIGTERM is killed after the grace", async () => {
    await using it = await ownCommandExecutor({ graceMs: 200 });
    const stubborn = script("trap '' TERM; echo main=$$; while :; do sleep 0.05; done");
    const one = attempt(it.executor, stubborn);
    await one.printed("main=");
    one.abort("cancelled");
    expect(await one.result).toMatchObject({ ending: "cancelled", signal: "SIGKILL" });
    expect(isRunning(printedPid(one.output(), "main"))).toBe(false);
  });

  test("a task may use the grace to clean up", async () => {
    await using it = await ownCommandExecutor({ graceMs: 10_000 });
    const one = attempt(
      it.executor,
      script("trap 'echo cleaned; exit 9' TERM; echo ready; while :; do sleep 0.05; done"),
    );
    await one.printed("ready");
    one.abort("cancelled");
    expect(await one.result).toMatchObject({ ending: "cancelled", exitCode: 9 });
    expect(one.output().toString()).toContain("cleaned");
  });

  test("a timeout ends children and grandchildren, also those that ignore SIGTERM", async () => {
    await using it = await ownCommandExecutor({ graceMs: 200 });
    const family = script(
      `sh -c 'trap "" TERM; echo child=$$; sh -c "echo grandchild=\\$\\$; sleep 600" & wait; sleep 600' &
       echo main=$$; wait`,
    );
    const one = attempt(it.executor, family, { timeoutMs: 1_000 });
    expect((await one.result).ending).toBe("timedOut");
    for (const name of ["main", "child", "grandchild"])
      expect(isRunning(printedPid(one.output(), name)), name).toBe(false);
  });

  test("what stays in the group behind a finished script is killed before the result", async () => {
    const it = await sharedCommandExecutor();
    const one = attempt(it.executor, script("sleep 600 & echo left=$!; exit 4"));
    expect(await one.result).toMatchObject({ ending: "exited", exitCode: 4 });
    expect(isRunning(printedPid(one.output(), "left"))).toBe(false);
  });

  test("what only finishes its last lines behind the script may do so", async () => {
    const it = await sharedCommandExecutor();
    const one = attempt(it.executor, script("(sleep 0.1; echo last line) &\nexit 0"));
    expect((await one.result).exitCode).toBe(0);
    expect(one.output().toString()).toBe("last line\n");
  });

  test("a daemon that leaves the group doesn't hold the attempt up, quiet or not", async () => {
    const it = await sharedCommandExecutor();
    const daemon = script(
      "setsid sh -c 'echo daemon=$$; while :; do sleep 0.1; echo still here; done' & sleep 0.2",
    );
    const start = performance.now();
    const one = attempt(it.executor, daemon);
    expect((await one.result).exitCode).toBe(0);
    expect(performance.now() - start).toBeLessThan(5_000);
    const pid = printedPid(one.output(), "daemon");
    // Outside the group only a container holds it: the documentation says so. Its next write ends it.
    await eventually("the daemon died of its closed output", () => !isRunning(pid));
  });

  test("a daemon that writes on doesn't reach the output of later attempts", async () => {
    await using it = await ownCommandExecutor();
    const daemon = `trap "" PIPE; while :; do sleep 0.02; echo foreign 2> /dev/null; done`;
    const one = attempt(
      it.executor,
      script(`setsid sh -c 'echo daemon=$$; ${daemon}' & sleep 0.1`),
    );
    await one.result;
    try {
      for (let n = 0; n < 50; n++) {
        const later = attempt(it.executor, script("echo own"));
        await later.result;
        expect(later.output().toString()).toBe("own\n");
      }
    } finally {
      process.kill(printedPid(one.output(), "daemon"), "SIGKILL");
    }
  });

  test("neither failed nor finished commands leave descriptors or pipes behind", async (context) => {
    if (process.platform !== "linux") return context.skip("descriptors are counted in /proc");
    await using it = await ownCommandExecutor();
    const pipes = () => readdirSync(join(it.directory, "1", "pipes")).length;
    const descriptors = () => readdirSync(`/proc/${it.executor.supervisorPid}/fd`).length;
    await attempt(it.executor, script("true")).result;
    const before = [pipes(), descriptors()];
    for (let n = 0; n < 40; n++) {
      await attempt(it.executor, script("true"), { env: { A: "\0" } }).result;
      await attempt(it.executor, script("echo x; exit 1")).result;
    }
    expect([pipes(), descriptors()]).toEqual(before);
  });

  test("a hundred at once", async () => {
    const it = await sharedCommandExecutor();
    const all = Array.from({ length: 100 }, (_, n) =>
      attempt(it.executor, script(`exit ${n % 7}`)),
    );
    for (const [n, one] of all.entries()) expect((await one.result).exitCode).toBe(n % 7);
  });
});

describe("standard output apart from standard error", () => {
  test("whoever asks for it gets all of it, and both are output", async () => {
    const it = await sharedCommandExecutor();
    const stdout: Uint8Array[] = [];
    const one = attempt(
      it.executor,
      script("echo one; echo two >&2; echo three > /dev/stderr; seq 1 200000; exit 4"),
      {
        onStdout: (bytes) => {
          stdout.push(bytes.slice());
        },
      },
    );
    expect(await one.result).toMatchObject({ ending: "exited", exitCode: 4 });
    const numbers = Array.from({ length: 200_000 }, (_, n) => `${n + 1}\n`).join("");
    expect(Buffer.concat(stdout).toString()).toBe(`one\n${numbers}`);
    expect(one.output().length).toBe("one\ntwo\nthree\n".length + numbers.length);
    expect(one.output().toString()).toContain("two\nthree\n");
  });

  test("a command that closes one of both, or can't be started, ends as any other", async () => {
    const it = await sharedCommandExecutor();
    const split = { onStdout: () => {} };
    const closed = attempt(it.executor, script("exec 1>&-; echo gone >&2"), split);
    expect(await closed.result).toMatchObject({ ending: "exited", exitCode: 0 });
    expect(closed.output().toString()).toBe("gone\n");
    const large = { ...split, env: { LARGE: "x".repeat(200_000) } };
    expect(await attempt(it.executor, script("true"), large).result).toMatchObject({
      ...{ ending: "error", message: expect.stringContaining("could not be started") },
    });
  });
});

describe("stopping", () => {
  test("what ended before the reason to stop it came has its own result", async () => {
    const it = await sharedCommandExecutor();
    const gate = Promise.withResolvers<void>();
    const printed = Promise.withResolvers<void>();
    const abort = new AbortController();
    const marker = script("echo done; exit 5");
    const { result } = attempt(it.executor, marker, {
      signal: abort.signal,
      onOutput: () => {
        printed.resolve();
        return gate.promise;
      },
    });
    await printed.promise;
    // Others that begin and end later show that this one's process has ended as well.
    await attempt(it.executor, script("sleep 0.2")).result;
    abort.abort("cancelled");
    gate.resolve();
    expect(await result).toMatchObject({ ending: "exited", exitCode: 5 });
  });

  test.each(["close", "killAll"] as const)("%s cuts a grace short", async (how) => {
    await using it = await ownCommandExecutor({ graceMs: 60_000 });
    const one = attempt(it.executor, script("trap '' TERM; echo main=$$; sleep 600 & wait; wait"));
    await one.printed("main=");
    one.abort("cancelled");
    await it.executor[how]();
    expect((await one.result).ending).toBe("cancelled");
    expect(isRunning(printedPid(one.output(), "main"))).toBe(false);
    if (how === "killAll")
      expect((await attempt(it.executor, script("true")).result).exitCode).toBe(0);
  });
});

describe("what a command sees", () => {
  test("only the allowlisted environment and its own", async () => {
    const secrets = {
      DATABASE_URL: "postgres://secret",
      PGPASSWORD: "secret",
      TRUNKLINE_TOKEN: "secret",
      AWS_SECRET_ACCESS_KEY: "secret",
      NODE_OPTIONS: "--trace-warnings",
    };
    Object.assign(process.env, secrets, { SITE_PROXY: "proxy:3128" });
    try {
      await using it = await ownCommandExecutor({ passEnvironment: ["SITE_PROXY"] });
      const one = attempt(it.executor, script("env"), { env: { DAY: "2026-11-23" } });
      await one.result;
      const names = one
        .output()
        .toString()
        .trim()
        .split("\n")
        .map((line) => line.split("=")[0]);
      expect(names).toEqual(
        expect.arrayContaining(["PATH", "DAY", "SITE_PROXY", "TMPDIR", "TRUNKLINE_OUTPUT"]),
      );
      for (const name of Object.keys(secrets)) expect(names).not.toContain(name);
    } finally {
      for (const name of [...Object.keys(secrets), "SITE_PROXY"]) delete process.env[name];
    }
  });

  test("no descriptor of the supervisor's, an empty input, and streams that can be reopened", async () => {
    const it = await sharedCommandExecutor();
    const look = script("cat; echo err > /dev/stderr; echo out > /dev/stdout; ls -l /proc/self/fd");
    const one = attempt(it.executor, look);
    expect((await one.result).exitCode).toBe(0);
    expect(one.output().toString()).toMatch(/^err\nout\n/);
    expect(one.output().toString()).not.toContain("socket:");
  });

  test("standard output and error in the order they were written", async () => {
    const it = await sharedCommandExecutor();
    const lines = Array.from({ length: 200 }, (_, n) => n);
    const text = lines.map((n) => `echo ${n}${n % 2 ? " >&2" : ""}`).join("\n");
    const one = attempt(it.executor, script(text));
    await one.result;
    expect(one.output().toString()).toBe(lines.map((n) => `${n}\n`).join(""));
  });

  test("the project's files, a writable directory and a temporary one, all gone afterwards", async () => {
    const it = await sharedCommandExecutor();
    const tree = it.git.tree({ "run.sh*": "#!/bin/sh\necho ran $1\n", sql: { "a.sql": "select" } });
    const work = script(
      "./run.sh now; cat sql/a.sql; echo x > own; mktemp; ln -s / root; chmod 0 .",
    );
    const one = attempt(it.executor, work, { tree });
    expect((await one.result).exitCode).toBe(0);
    expect(one.output().toString()).toMatch(/^ran now\nselect.*tmp/s);
    expect(readdirSync(join(it.directory, "1", "attempts"))).toEqual([]);
    expect(it.troubles).toEqual([]);
  });

  test("a script and an environment larger than one argument may be", async () => {
    const it = await sharedCommandExecutor();
    const long = `echo start\n${"# a comment of forty characters, repeated\n".repeat(5_000)}echo end`;
    const one = attempt(it.executor, script(long));
    expect((await one.result).exitCode).toBe(0);
    expect(one.output().toString()).toBe("start\nend\n");
    const tooLarge = attempt(it.executor, script("true"), { env: { BIG: "x".repeat(200_000) } });
    expect(await tooLarge.result).toMatchObject({
      ending: "error",
      message: expect.stringContaining("E2BIG"),
    });
  });

  test("a variable that no environment can hold is an error, and the next attempt runs", async () => {
    const it = await sharedCommandExecutor();
    const result = await attempt(it.executor, script("true"), { env: { A: "a\0b" } }).result;
    expect(result.ending).toBe("error");
    expect((await attempt(it.executor, script("true")).result).exitCode).toBe(0);
  });
});

test("a file that isn't executable and a command that isn't there say what to do", async () => {
  const it = await sharedCommandExecutor();
  const tree = it.git.tree({ "run.sh": "#!/bin/sh\ntrue\n" });
  expect(await attempt(it.executor, script("./run.sh"), { tree }).result).toMatchObject({
    exitCode: 126,
    message: expect.stringContaining("git update-index --chmod=+x FILE"),
  });
  expect(await attempt(it.executor, script("no-such-command")).result).toMatchObject({
    exitCode: 127,
    message: expect.stringContaining("no such command"),
  });
});

describe("outputs", () => {
  test.each([
    ["a line without a name", "echo nonsense > $TRUNKLINE_OUTPUT", "Line 1"],
    ["more than a megabyte", "head -c 1100000 /dev/zero > $TRUNKLINE_OUTPUT", "1100000 bytes"],
    ["a link to elsewhere", "ln -s /etc/passwd $TRUNKLINE_OUTPUT", "can't be read"],
    ["a pipe that nobody fills", "mkfifo $TRUNKLINE_OUTPUT", "not a plain file"],
  ])("%s is an error of its own", async (_, text, message) => {
    const it = await sharedCommandExecutor();
    const result = await attempt(it.executor, script(text)).result;
    expect(result).toMatchObject({ ending: "error", outputs: {}, exitCode: 0 });
    expect(result.message).toContain(message);
  });
});

describe("output", () => {
  test("100 MB pass without growing this process or the supervisor", async () => {
    const it = await sharedCommandExecutor();
    let bytes = 0;
    let largest = 0;
    const before = process.memoryUsage().rss;
    const flood = attempt(it.executor, script("head -c 100000000 /dev/zero"), {
      onOutput: (piece) => {
        bytes += piece.length;
        largest = Math.max(largest, process.memoryUsage().rss - before);
      },
    });
    expect((await flood.result).exitCode).toBe(0);
    expect(bytes).toBe(100_000_000);
    expect(largest).toBeLessThan(100 * 1024 ** 2);
    expect(peakMemory(it.executor.supervisorPid as number)).toBeLessThan(200 * 1024 ** 2);
  });

  test("half characters and binary bytes arrive as they were written", async () => {
    const it = await sharedCommandExecutor();
    const one = attempt(
      it.executor,
      script("printf '\\303'; sleep 0.02; printf '\\274\\000\\377\\360\\237'"),
    );
    await one.result;
    expect([...one.output()]).toEqual([0xc3, 0xbc, 0x00, 0xff, 0xf0, 0x9f]);
  });
});

describe("a full disk", () => {
  test("is an error with its reason, and the worker goes on once there is room", async (context) => {
    const disk = smallDisk();
    if (typeof disk === "string") return context.skip(disk);
    await using _ = disk;
    await using it = await ownCommandExecutor({ workDirectory: disk.path });
    const tree = it.git.tree({ a: "1", b: { c: "2" } });
    expect((await attempt(it.executor, script("true")).result).exitCode).toBe(0);
    disk.fill();
    for (const settings of [{}, { tree }]) {
      const full = await attempt(it.executor, script("true # some content"), settings).result;
      expect(full).toMatchObject({ ending: "error", message: expect.stringMatching(/ENOSPC/) });
    }
    disk.free();
    expect((await attempt(it.executor, script("cat a"), { tree }).result).exitCode).toBe(0);
  });

  test("that a task fills itself fails the task, and is empty for the next", async (context) => {
    const disk = smallDisk();
    if (typeof disk === "string") return context.skip(disk);
    await using _ = disk;
    await using it = await ownCommandExecutor({ workDirectory: disk.path });
    const one = attempt(it.executor, script("head -c 2000000 /dev/zero > big; echo unreached"));
    expect(await one.result).toMatchObject({ ending: "exited", exitCode: 1 });
    expect(one.output().toString()).toContain("No space left on device");
    const next = attempt(it.executor, script("head -c 500000 /dev/zero > big"));
    expect((await next.result).exitCode).toBe(0);
  });
});

describe("the snapshot", () => {
  const files = { "README.md": "hello", sql: { "a.sql": "select" } };
  const vandal = `
    where=$(dirname "$(readlink -f sql)")
    (echo x >> README.md) || echo refused
    (echo x > sql/a.sql) || echo refused
    rm -f sql/a.sql || echo refused
    touch sql/new || echo refused
    mv "$where/README.md" "$where/gone" || echo refused
    rm README.md && echo own > README.md && rm sql
    echo "left: $(cat "$where/README.md" "$where/sql/a.sql"; cd "$where"; find . | sort | tr '\\n' ' ')"
  `;

  test("stays as it is whatever a task of an ordinary user does to it", async (context) => {
    const root = process.getuid?.() === 0;
    const nobody = root ? { uid: 65_534, gid: 65_534 } : {};
    const worker = fileURLToPath(new URL("./worker-process.ts", import.meta.url));
    if (spawnSync(process.execPath, ["-p", "0", worker], nobody).status !== 0)
      return context.skip("an ordinary user can't read this checkout");
    await using directory = temporaryDirectory();
    if (root) chownSync(directory.path, nobody.uid as number, nobody.gid as number);
    const { stdout, status } = spawnSync(
      process.execPath,
      [worker, directory.path, "10000", vandal],
      {
        ...nobody,
        env: { PATH: process.env.PATH, FILES: JSON.stringify(files) },
        encoding: "utf8",
      },
    );
    expect(status).toBe(0);
    expect(stdout.match(/refused/g)).toHaveLength(5);
    expect(stdout).toContain("left: helloselect. ./README.md ./sql ./sql/a.sql \n");
  });
});
