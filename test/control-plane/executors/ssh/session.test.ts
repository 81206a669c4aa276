// Connections to a real OpenSSH server: which key it may show, who is let in, and what ends one.

import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { judgeAddresses } from "#executors/addresses.ts";
import { TaskFailure } from "#executors/in-process.ts";
import { openSshSession, type SshSettings } from "#executors/ssh/session.ts";
import { eventually } from "#test/support/eventually.ts";
import { freePort } from "#test/support/free-port.ts";
import {
  fingerprintOf,
  makeKey,
  noSshServer,
  publicKey,
  type SshServer,
  sshServer,
} from "#test/support/ssh-server.ts";

beforeEach((context) => {
  if (noSshServer !== null) context.skip(noSshServer);
});

const settingsOf = (server: SshServer, more: Partial<SshSettings> = {}): SshSettings => ({
  name: "edge",
  connection: server.connection,
  secrets: server.secrets,
  judge: judgeAddresses(),
  signal: new AbortController().signal,
  ...more,
});

async function ask(settings: SshSettings, command = "echo $HOME"): Promise<string> {
  const session = await openSshSession(settings);
  try {
    const channel = await session.exec(command);
    let text = "";
    channel.on("data", (bytes: Buffer) => {
      text += bytes.toString();
    });
    await once(channel, "close");
    return text.trim();
  } finally {
    session.close();
  }
}

test("runs a command on a host whose whole key, or fingerprint, is pinned", async () => {
  await using server = await sshServer();
  expect(await ask(settingsOf(server))).toBe(server.home);
  const connection = { ...server.connection, hostKeys: [server.fingerprint] };
  expect(await ask(settingsOf(server, { connection }))).toBe(server.home);
  await eventually("no connection is left", () => server.sessions() === 0);
});

test("a key that isn't pinned is refused by name before anything of ours is sent", async () => {
  await using server = await sshServer();
  const old = server.fingerprint;
  await server.changeHostKey();
  const refused = openSshSession(settingsOf(server));
  await expect(refused).rejects.toBeInstanceOf(TaskFailure);
  await expect(refused).rejects.toMatchObject({
    details: { mayRetry: false },
    message: expect.stringContaining(
      `127.0.0.1 shows the key ssh-ed25519 ${fingerprintOf(join(server.folder, "host_key"))}; ` +
        `connections/edge.yaml pins ssh-ed25519 ${old}.`,
    ),
  });
  expect(server.log()).not.toContain("Accepted");
  expect(server.log()).not.toContain("Failed");
});

test.each(["rsa", "ecdsa"] as const)(
  "of a host with several keys the pinned %s is asked for",
  async (type) => {
    await using server = await sshServer();
    const other = join(server.folder, `other_${type}`);
    makeKey(other, type);
    await using both = await sshServer({ config: [`HostKey ${other}`] });
    const connection = { ...both.connection, hostKeys: [publicKey(other)] };
    expect(await ask(settingsOf(both, { connection }))).toBe(both.home);
  },
);

test("an encrypted key needs its passphrase", async () => {
  await using server = await sshServer();
  const path = join(server.folder, "encrypted");
  makeKey(path, "ed25519", "open sesame");
  const text = readFileSync(path, "utf8");
  writeFileSync(join(server.folder, "authorized_keys"), publicKey(path));
  const connection = { ...server.connection, passphrase: "host/phrase" };
  const secrets = { "host/key": text, "host/phrase": "open sesame" };
  expect(await ask(settingsOf(server, { connection, secrets }))).toBe(server.home);
  const wrong = { ...secrets, "host/phrase": "guess" };
  await expect(ask(settingsOf(server, { connection, secrets: wrong }))).rejects.toThrow(
    "The private key in the secret host/key can't be read",
  );
  await expect(ask(settingsOf(server, { secrets: { "host/key": "none" } }))).rejects.toThrow(
    "The private key in the secret host/key can't be read",
  );
});

test("a key that the host doesn't know is told", async () => {
  await using server = await sshServer();
  writeFileSync(join(server.folder, "authorized_keys"), "");
  const { host, port, user } = server.connection;
  await expect(ask(settingsOf(server))).rejects.toThrow(
    `${user}@${host}:${port} can't be used: All configured authentication methods failed`,
  );
});

test("a password lets in, alone or beside a key, and a wrong one is told", async (context) => {
  const within = (folder: string) => {
    const hash = execFileSync("openssl", ["passwd", "-6", "pass word"], { encoding: "utf8" });
    writeFileSync(
      join(folder, "passwd"),
      "root:x:0:0::/:/bin/sh\nsshd:x:105:65534::/:/bin/false\nbatch:x:0:0::/:/bin/sh\n",
    );
    writeFileSync(
      join(folder, "shadow"),
      `root:*:::::::\nsshd:*:::::::\nbatch:${hash.trim()}:::::::\n`,
    );
    const bind = (name: string) => `mount --bind ${folder}/${name} /etc/${name}`;
    // A user of this server alone: the machine's own files stay as they are.
    return [
      "unshare",
      "--mount",
      "sh",
      "-c",
      `${bind("passwd")} && ${bind("shadow")} && exec "$@"`,
      "sh",
    ];
  };
  if (process.getuid?.() !== 0 || spawnSync("unshare", ["--mount", "true"]).status !== 0)
    context.skip("only root with CAP_SYS_ADMIN can give sshd users of its own");
  const config = ["PasswordAuthentication yes"];
  await using server = await sshServer({ config, within });
  const connection = { ...server.connection, user: "batch", key: null, password: "host/word" };
  const secrets = { ...server.secrets, "host/word": "pass word" };
  expect(await ask(settingsOf(server, { connection, secrets }), "echo in")).toBe("in");
  const wrong = { ...secrets, "host/word": "guess" };
  const refused = ask(settingsOf(server, { connection, secrets: wrong }));
  await expect(refused).rejects.toThrow("All configured authentication methods failed");
  await expect(refused).rejects.not.toThrow("guess");
  await using both = await sshServer({
    config: [...config, "AuthenticationMethods publickey,password"],
    within,
  });
  const two = { ...both.connection, user: "batch", password: "host/word" };
  const all = { ...both.secrets, "host/word": "pass word" };
  expect(await ask(settingsOf(both, { connection: two, secrets: all }), "echo in")).toBe("in");
  const alone = { ...two, password: null };
  await expect(ask(settingsOf(both, { connection: alone, secrets: all }))).rejects.toThrow(
    "All configured authentication methods failed",
  );
});

test("a server that an ordinary user started lets in that user", async (context) => {
  const within = (folder: string) => {
    writeFileSync(join(folder, "passwd"), `batch:x:61234:61234::${folder}/home:/bin/sh\n`);
    execFileSync("chown", ["-R", "61234:61234", folder]);
    const ids = ["setpriv", "--reuid=61234", "--regid=61234", "--clear-groups"].join(" ");
    const line = `mount --bind ${folder}/passwd /etc/passwd && exec ${ids} "$@"`;
    return ["unshare", "--mount", "sh", "-c", line, "sh"];
  };
  if (process.getuid?.() !== 0 || spawnSync("unshare", ["--mount", "true"]).status !== 0)
    context.skip("only root with CAP_SYS_ADMIN can give sshd users of its own");
  await using server = await sshServer({ within });
  const connection = { ...server.connection, user: "batch" };
  expect(await ask(settingsOf(server, { connection }), "id -u; echo $HOME")).toBe(
    `61234\n${server.home}`,
  );
});

test("a place that is closed, and one that nobody listens on, are told", async () => {
  await using server = await sshServer();
  const judge = judgeAddresses({ deny: ["loopback"] });
  await expect(ask(settingsOf(server, { judge }))).rejects.toThrow("no request goes there");
  const named = { ...server.connection, host: "localhost" };
  await expect(ask(settingsOf(server, { judge, connection: named }))).rejects.toThrow(
    /localhost leads to .*no request goes there/,
  );
  const refusal = (place: string) => `The project may not reach ${place}.`;
  await expect(ask(settingsOf(server, { refusal }))).rejects.toThrow(
    `The project may not reach 127.0.0.1:${server.connection.port}.`,
  );
  expect(server.log()).not.toContain("Connection from 127.0.0.1 port 1 ");
  const nobody = { ...server.connection, port: await freePort() };
  await expect(ask(settingsOf(server, { connection: nobody }))).rejects.toThrow("ECONNREFUSED");
});

test("a host that says nothing is given up", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  await using server = await sshServer();
  const { port } = silent.address() as { port: number };
  const connection = { ...server.connection, port, connectTimeoutMs: 200 };
  await expect(ask(settingsOf(server, { connection }))).rejects.toThrow("no login within 0.2 s");
  silent.close();
});

test("a session ends with its signal, and says when the host is gone", async () => {
  await using server = await sshServer();
  const abort = new AbortController();
  const session = await openSshSession(settingsOf(server, { signal: abort.signal }));
  const other = await openSshSession(settingsOf(server));
  await session.exec("sleep 100");
  abort.abort(new Error("enough"));
  await eventually("it is gone", () => session.gone.aborted);
  await expect(session.exec("true")).rejects.toThrow("enough");
  await server.stop();
  await eventually("the other is gone too", () => other.gone.aborted);
  await expect(other.exec("true")).rejects.toThrow("the connection to 127.0.0.1 ended");
});
