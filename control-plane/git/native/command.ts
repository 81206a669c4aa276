// Starts native git so that neither the machine's configuration nor a repository's can change what it does.

import { type ChildProcess, spawn } from "node:child_process";
import { devNull } from "node:os";
import { GitError } from "../source.ts";
import { trustedFile } from "../trust.ts";

/** What a child may see of our environment: finding programs, proxies, ssh's agent and home. */
const inherited = [
  "PATH",
  "HOME",
  "TMPDIR",
  "TEMP",
  "SYSTEMROOT",
  "SSH_AUTH_SOCK",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "HTTPS_PROXY",
  "NO_PROXY",
  "SSL_CERT_DIR",
];

/** Without a pinned host key ssh refuses; GIT_SSH_COMMAND of our own environment is the operator's and wins. */
const sshCommand = "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=15";

function environment(extra: Record<string, string>): Record<string, string> {
  const env: Record<string, string> = {
    // Errors are told apart by their English text.
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? sshCommand,
    // Reading must not refresh the index of someone's working copy, nor load what a partial clone left out.
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_FLUSH: "1",
  };
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  // Depending on what it was built with, git's HTTP knows SSL_CERT_FILE or doesn't.
  const trusted = trustedFile();
  if (trusted !== null) env.GIT_SSL_CAINFO = trusted;
  return { ...env, ...extra };
}

/** `protocol.allow=never` first, so that a repository's own settings cannot reach `ext::` or a remote helper. */
const hardening = [
  "safe.directory=*",
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "core.attributesFile=",
  "protocol.allow=never",
  "protocol.file.allow=never",
  "http.followRedirects=false",
  "credential.helper=",
  "fetch.fsckObjects=true",
  "gc.autoDetach=false",
  "maintenance.auto=false",
];

export interface GitCommand {
  args: readonly string[];
  /** Null where git shall find the repository from `cwd`. */
  gitDir: string | null;
  cwd?: string;
  /** More `name=value` settings, such as the one protocol that is allowed. */
  config?: readonly string[];
  /** For secrets: an environment is readable by this user only, arguments by everyone. */
  env?: Record<string, string>;
}

/** Arrays of arguments only, never a shell. The child leads a process group, so that its helpers end with it. */
export function spawnGit({ args, gitDir, cwd, config = [], env = {} }: GitCommand): ChildProcess {
  const settings = [...hardening, ...config].flatMap((setting) => ["-c", setting]);
  const place = gitDir === null ? [] : [`--git-dir=${gitDir}`];
  return spawn("git", [...settings, ...place, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: environment(env),
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
}

/** Ends the child and all helpers it started (`git-remote-https`, `ssh`, `index-pack`). */
export function killGit(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

export interface GitResult {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

export interface GitLimits {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Given the child, returns a function that ends the watch; it may kill by calling `stop`. */
  watch?: (stop: (error: GitError) => void) => () => void;
}

/** Runs git to its end. Its exit code is an answer; rejects with GitError `timeout`, or `missing` without git. */
export function runGit(command: GitCommand, limits: GitLimits): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    if (limits.signal?.aborted) return reject(aborted(command));
    const child = spawnGit(command);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let stoppedBy: GitError | null = null;
    const stop = (error: GitError) => {
      stoppedBy ??= error;
      killGit(child);
      // A helper that left the group (ssh's shared connection) may hold the pipes open; nobody reads them any more.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const timer = setTimeout(() => stop(timedOut(command, limits.timeoutMs)), limits.timeoutMs);
    const onAbort = () => stop(aborted(command));
    limits.signal?.addEventListener("abort", onAbort, { once: true });
    const unwatch = limits.watch?.(stop);
    child.stdin?.on("error", () => {});
    child.stdin?.end();
    child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
    const done = () => {
      clearTimeout(timer);
      unwatch?.();
      limits.signal?.removeEventListener("abort", onAbort);
    };
    child.on("error", (cause) => {
      done();
      reject(
        new GitError("missing", `git cannot be started: ${cause.message}`, "Install git.", cause),
      );
    });
    child.on("close", (code) => {
      done();
      // Only now: until the child is gone it may write into the mirror, so the lock must be held.
      if (stoppedBy) return reject(stoppedBy);
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

const verb = ({ args }: GitCommand): string => `git ${args[0] ?? ""}`;

const timedOut = (command: GitCommand, timeoutMs: number): GitError =>
  new GitError(
    "timeout",
    `${verb(command)} did not end within ${timeoutMs / 1000} s and was stopped`,
    "Check the network and the server, or raise the limit.",
  );

const aborted = (command: GitCommand): GitError =>
  new GitError("timeout", `${verb(command)} was cancelled`);
