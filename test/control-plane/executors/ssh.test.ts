// `uses: ssh` against a real OpenSSH server on loopback.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { valuesWith } from "#test/support/attempt-values.ts";
import { noSshServer } from "#test/support/ssh-server.ts";
import { adoptionContract, executorContract } from "./executor.contract.ts";
import { type SshUnderTest, sshUnderTest } from "./ssh-under-test.ts";

beforeEach((context) => {
  if (noSshServer !== null) context.skip(noSshServer);
});

/** The contract's attempts know no secrets: the key is in the values of each. */
const withKey = (it: SshUnderTest) => ({
  ...it.executor,
  run: (request: Parameters<typeof it.executor.run>[0]) =>
    it.executor.run({ ...request, secrets: { ...it.server.secrets, ...request.secrets } }),
});

const lasting = "echo started; sleep 7654 & sleep 7654; wait";

executorContract("ssh", async () => {
  const it = await sshUnderTest();
  const away = { ...it.server.connection, port: 1 };
  return {
    executor: withKey(it),
    succeeds: it.action("true"),
    fails: it.action("exit 3"),
    prints: (text) => it.action(`printf '%s\n' '${text}'`),
    lasts: it.action(lasting),
    broken: { action: it.action("true", { connection: away }) },
    gives: it.action("echo rows=42 >>$TRUNKLINE_OUTPUT"),
    // Of a lost or drained attempt the run goes on there by design; what the worker has is gone.
    running: () => it.server.sessions(),
    async [Symbol.asyncDispose]() {
      await it[Symbol.asyncDispose]();
      for (const line of it.processes("sleep 7654"))
        process.kill(Number.parseInt(line, 10), "SIGKILL");
    },
  };
});

adoptionContract("ssh", async () => {
  const it = await sshUnderTest();
  const { folder } = it.server;
  const begun = () => readdirSync(folder).filter((name) => name.startsWith("begun-"));
  return {
    executor: withKey(it),
    starts: it.action(
      `echo started; n=$$; : >${folder}/begun-$n; while [ ! -e ${folder}/end-$n ]; do sleep 0.05; done; exit $(cat ${folder}/end-$n)`,
    ),
    end: (how) => {
      const ends = begun().map((name) => join(folder, name.replace("begun", "end")));
      for (const path of ends.filter((one) => !existsSync(one)))
        writeFileSync(path, how === "well" ? "0" : "1");
    },
    started: () => begun().length,
    async [Symbol.asyncDispose]() {
      await it[Symbol.asyncDispose]();
    },
  };
});

describe("what a command gets", () => {
  test("values are variables and never code, and nothing of them is in a command line", async () => {
    await using it = await sshUnderTest();
    const evil = `'"$(touch ${it.server.folder}/pwned)\`id\`\\ \n\u{1F600};`;
    const action = it.action(
      'printf \'<%s>\' ${{ params.evil }} "$SHARED" "$SECRET_DB"; ps -e -o args= >ps; echo; pwd',
      { env: { SHARED: "${{ params.evil }}" }, workingDirectory: "${{ params.folder }}" },
    );
    const folder = join(it.server.folder, "home");
    const one = it.attempt(action, {
      values: valuesWith({ evil, folder }),
      env: { SECRET_DB: "s3cr3t-value", TRUNKLINE_DATA: "/var/local" },
    });
    expect(await one.result).toMatchObject({ ending: "exited", exitCode: 0 });
    expect(one.output().toString()).toBe(
      `Begun on edge.\n<${evil}><${evil}><s3cr3t-value>\n${folder}\n`,
    );
    expect(existsSync(join(it.server.folder, "pwned"))).toBe(false);
    const seen = readFileSync(join(folder, "ps"), "utf8");
    expect(seen).toContain("/job");
    expect(seen).not.toContain("s3cr3t");
    expect(seen).not.toContain("pwned");
  });

  test("its exit code, its signal, its outputs and its streams in order", async () => {
    await using it = await sshUnderTest();
    const end = async (run: string) => {
      const one = it.attempt(it.action(run));
      return { ...(await one.result), output: one.output().toString().replace(/^.*\n/, "") };
    };
    expect(
      await end("echo a; echo b >&2; echo c; echo n=1 >>$TRUNKLINE_OUTPUT; exit 7"),
    ).toMatchObject({
      ...{ ending: "exited", exitCode: 7, outputs: { n: "1" }, output: "a\nb\nc\n" },
      externalOver: true,
    });
    expect(await end("kill -KILL $$")).toMatchObject({
      ...{ ending: "signalled", exitCode: null, signal: "SIGKILL", message: "Ended by SIGKILL." },
    });
    expect(await end("exit 137")).toMatchObject({ ending: "exited", exitCode: 137, signal: null });
    expect(await end("false; echo on")).toMatchObject({ exitCode: 1, output: "" });
    expect(await end("echo x > $TRUNKLINE_OUTPUT")).toMatchObject({
      ...{ ending: "error", message: "Line 1 of $TRUNKLINE_OUTPUT: a line must be name=value." },
    });
    expect(await end("ln -s /etc/passwd $TRUNKLINE_OUTPUT")).toMatchObject({
      ...{ ending: "error", message: "$TRUNKLINE_OUTPUT is not a plain file." },
    });
    expect(await end("head -c 2000000 /dev/zero >$TRUNKLINE_OUTPUT")).toMatchObject({
      ...{ ending: "error", message: expect.stringContaining("larger than the 1048576 bytes") },
    });
  });
});
