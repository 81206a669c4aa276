import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, test } from "vitest";
import { RunAs } from "#executors/run-as.ts";
import { openSecrets, secretPath } from "#executors/supervisor/secret-files.ts";
import {
  ownCommandExecutor,
  script,
  sharedCommandExecutor,
} from "#test/control-plane/executors/command-under-test.ts";
import { attempt } from "#test/control-plane/executors/executor.contract.ts";

const value = "a-value-that-is-secret";

/** What a command that reads `$KEY` (and `$OTHER`) prints, and how it ends. */
async function told(line: string, secretFiles: Record<string, string> = { KEY: value }) {
  const it = await sharedCommandExecutor();
  const one = attempt(it.executor, script(line), { secretFiles });
  return { ...(await one.result), printed: one.output().toString() };
}

describe("a secret as a file, on Linux", () => {
  beforeEach((context) => {
    if (process.platform !== "linux") context.skip("files without a name are Linux'");
  });

  test("is where its variable says, whole, whoever of the command opens it and however often", async () => {
    const { printed } = await told(
      'echo "$KEY"; cat "$KEY"; echo; cat "$KEY" "$OTHER"; sh -c "sh -c \'cat \\$OTHER; echo; cat /dev/fd/10\'"',
      { KEY: value, OTHER: "the second" },
    );
    expect(printed).toBe(`${secretPath(0)}\n${value}\n${value}the secondthe second\n${value}`);
  });

  test("is larger than a pipe holds, and read in pieces by two at a time", async () => {
    const large = "0123456789abcdef".repeat(100_000);
    const { printed, exitCode } = await told(
      'wc -c < "$KEY"; cmp "$KEY" "$KEY" && head -c 16 "$KEY"; tail -c 16 "$KEY"',
      { KEY: large },
    );
    expect(exitCode).toBe(0);
    expect(printed).toBe("1600000\n0123456789abcdef0123456789abcdef");
  });

  test("is in no environment and no argument of any process, and no name leads to it", async () => {
    const { printed, exitCode } = await told(
      `cat "$KEY" > /dev/null
for each in environ cmdline; do cat /proc/[0-9]*/$each 2>/dev/null | tr '\\0' '\\n' | grep -c "$(cat "$KEY")" || true; done
readlink /proc/self/fd/10; env | grep KEY`,
    );
    expect(exitCode).toBe(0);
    // The pattern of grep itself is the only one that has it, and only while it looks.
    expect(printed).toMatch(/^0\n[01]\n\/dev\/shm\/#\d+ \(deleted\)\nKEY=\/dev\/fd\/10\n$/);
    expect(readdirSync("/dev/shm").filter((name) => name.startsWith("#"))).toEqual([]);
  });

  test("is a plain file that its user alone may read, as keys have to be, and that nobody can change", async () => {
    const { printed } = await told(
      'stat -L -c "%F %a %u" "$KEY"; (echo x >&10) 2>/dev/null || echo refused; cat "$KEY"',
    );
    expect(printed).toBe(`regular file 400 ${process.getuid?.()}\nrefused\n${value}`);
  });

  test("leaves descriptors 3 to 9 to the script, and ends with its command", async () => {
    const { printed } = await told(
      'ls /proc/self/fd | sort -n | tr "\\n" " "; exec 3< "$KEY"; cat <&3; cat "$KEY"',
    );
    expect(printed).toMatch(/^0 1 2 3 10 /);
    expect(printed).toContain(value + value);
    const after = await told("ls /proc/self/fd | tr '\\n' ' '", {});
    expect(after.printed.split(" ")).not.toContain("10");
  });

  test("belongs to the user that the command runs as", async (context) => {
    if (process.getuid?.() !== 0) context.skip("only root can change to another user");
    await using it = await ownCommandExecutor({ runAs: new RunAs(["nobody"]) });
    spawnSync("chmod", ["711", it.directory]);
    const line = 'id -un; cat "$KEY"; echo; stat -L -c "%a %U" "$KEY"; cat "$KEY"';
    const one = attempt(it.executor, script(line), {
      secretFiles: { KEY: value },
      runAs: "nobody",
    });
    const { message } = await one.result;
    expect(message).toBeNull();
    expect(one.output().toString()).toBe(`nobody\n${value}\n400 nobody\n${value}`);
  });
});

test("elsewhere it is a stream that a command reads once, however large", async (context) => {
  if (spawnSync("bash", ["-c", "true"]).status !== 0) context.skip("there is no bash");
  const large = "0123456789abcdef".repeat(20_000);
  const secrets = openSecrets([large, "second"], undefined, "darwin");
  // `<&10` and not the path: Linux doesn't open a stream by its path.
  const child = spawn("bash", ["-c", "cat <&11; cat <&10 | wc -c; cat <&10"], {
    stdio: ["ignore", "pipe", "inherit", ...secrets.stdio],
  });
  secrets.started(child);
  secrets.close();
  expect(await text(child.stdio[1] as NodeJS.ReadableStream)).toBe("second320000\n");
});

test("a command that reads nothing of it ends as it would", async () => {
  const secrets = openSecrets(["x".repeat(1_000_000)], undefined, "darwin");
  const child = spawn("true", { stdio: ["ignore", "ignore", "ignore", ...secrets.stdio] });
  secrets.started(child);
  const ended = Promise.withResolvers<number | null>();
  child.once("close", ended.resolve);
  expect(await ended.promise).toBe(0);
});

test("without any there is nothing to open", () => {
  expect(openSecrets([], undefined).stdio).toEqual([]);
});
