// A real OpenSSH server on a free port of loopback, with keys, configuration and home of its own; it lets in whoever runs
// the tests, by a key. Nothing of the machine's own server is read or changed.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { SshConnection } from "#core/connections/ssh.ts";
import { eventually } from "./eventually.ts";
import { freePort, listens } from "./free-port.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** OpenSSH starts itself anew by its full name. */
const program = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"].find(existsSync);

/** Why there is no server here, for `context.skip`; null where there is one. */
export const noSshServer: string | null =
  program === undefined ? "no sshd is installed (Debian: openssh-server)" : null;

export interface SshServer extends AsyncDisposable {
  /** With the server's key pinned and the user's key in the secret `host/key`. */
  connection: SshConnection;
  secrets: Record<string, string>;
  /** Of the user who logs in, who is the one that runs the tests. */
  home: string;
  folder: string;
  /** As `ssh-keygen -l` says it, such as `SHA256:…`. */
  fingerprint: string;
  /** How many connections are open. */
  sessions(): number;
  /** What it logged so far. */
  log(): string;
  /** Ends it and starts it again with another host key, on the same port. */
  changeHostKey(): Promise<void>;
  /** Ends it with all its connections; what runs on the host goes on. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface SshServerOptions {
  /** Further lines of sshd_config. */
  config?: readonly string[];
  /** Of the host's key; default ed25519. */
  keyType?: "ed25519" | "ecdsa" | "rsa";
  /** Runs sshd, for users that this machine doesn't have. */
  within?: (folder: string) => readonly string[];
}

export async function sshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const directory = temporaryDirectory();
  const folder = directory.path;
  const home = join(folder, "home");
  mkdirSync(home, { mode: 0o700 });
  const host = join(folder, "host_key");
  const user = join(folder, "user_key");
  makeKey(host, options.keyType);
  makeKey(user);
  writeFileSync(join(folder, "authorized_keys"), readFileSync(`${user}.pub`));
  const port = await freePort();
  const config = join(folder, "sshd_config");
  const isRoot = process.getuid?.() === 0;
  // Where privileges are separated; the package's service makes it, which doesn't run here.
  if (isRoot) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  writeFileSync(
    config,
    [
      ...(options.config ?? []),
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${host}`,
      `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
      `PidFile ${join(folder, "sshd.pid")}`,
      `SetEnv HOME=${home}`,
      // The folder is in /tmp, which everybody may write to.
      "StrictModes no",
      "PermitRootLogin yes",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "UsePAM no",
      "MaxStartups 1000",
      "LogLevel VERBOSE",
      "Subsystem sftp internal-sftp",
    ].join("\n"),
  );
  let child: ChildProcess | null = null;
  let log = "";
  const start = async () => {
    const argv = [...(options.within?.(folder) ?? []), program as string, "-D", "-e", "-f", config];
    child = spawn(argv[0] as string, argv.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    const own = child;
    await eventually("sshd listens", async () => {
      if (own.exitCode !== null) throw new Error(`sshd ended: ${log}`);
      return await listens(port);
    });
  };
  const stop = async () => {
    const own = child;
    child = null;
    if (own === null || own.exitCode !== null) return;
    const sessions = descendants(own.pid as number);
    const ended = new Promise((resolve) => own.once("close", resolve));
    own.kill("SIGKILL");
    for (const { pid } of sessions.filter(({ args }) => args.startsWith("sshd"))) kill(pid);
    await ended;
  };
  await start();
  const connection = {
    type: "ssh",
    ...{ host: "127.0.0.1", port, user: userInfo().username },
    hostKeys: [publicKey(host)],
    ...{ key: "host/key", passphrase: null, password: null, connectTimeoutMs: 20_000 },
  } satisfies SshConnection;
  return {
    ...{ connection, home, folder, start, stop },
    secrets: { "host/key": readFileSync(user, "utf8") },
    fingerprint: fingerprintOf(host),
    // Each has a process of its own, and one more where privileges are separated.
    sessions: () =>
      child === null
        ? 0
        : descendants(child.pid as number).filter(({ args }) => /^sshd(-session)?: /.test(args))
            .length,
    log: () => log,
    async changeHostKey() {
      await stop();
      execFileSync("rm", [host, `${host}.pub`]);
      makeKey(host, options.keyType);
      await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      // What goes on without its session, as is meant, has no parent that could end it.
      for (const { pid } of processes().filter(({ args }) => args.includes(`${home}/`))) kill(pid);
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** @param comment Of the key; nothing of this machine's names gets into it. */
export function makeKey(path: string, type = "ed25519", passphrase = "", comment = "test"): void {
  const bits = type === "rsa" ? ["-b", "2048"] : [];
  execFileSync("ssh-keygen", [
    "-q",
    "-t",
    type,
    ...bits,
    "-N",
    passphrase,
    "-C",
    comment,
    "-f",
    path,
  ]);
}

/** Without its comment. */
export const publicKey = (path: string): string =>
  readFileSync(`${path}.pub`, "utf8").split(" ").slice(0, 2).join(" ");

export const fingerprintOf = (path: string): string =>
  execFileSync("ssh-keygen", ["-l", "-f", `${path}.pub`], { encoding: "utf8" }).split(" ")[1] ?? "";

interface Process {
  pid: number;
  parent: number;
  args: string;
}

function processes(): Process[] {
  const list = execFileSync("ps", ["-e", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return list.split("\n").flatMap((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

function descendants(root: number): Process[] {
  const all = processes();
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(root);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended since.
  }
}
