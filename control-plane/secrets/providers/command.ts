// Secrets that a program prints, such as sops or a password manager's: started without a shell, bounded in time and output.

import { spawn } from "node:child_process";
import { largestSecret, SecretFault, type SecretProvider, secretValue } from "../provider.ts";
import { filled } from "./vault.ts";

export interface CommandSettings {
  /** Its words, with `{project}`, `{environment}` and `{name}`; each stays one word, whatever goes in. */
  argv: readonly [string, ...string[]];
  /** A file of the deployed commit, such as `secrets/{environment}.sops.yaml`, that it reads from its standard input. */
  input: string | null;
  /** Its whole environment. */
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
}

/** It prints the value, or nothing when there is none, and ends with 0; what it says on its standard error is the worker's. */
export function commandSecrets(settings: CommandSettings, name = "command"): SecretProvider {
  return {
    name,
    async read(question) {
      let input: Uint8Array | null = null;
      if (settings.input !== null) {
        input = await question.deployed(filled(settings.input, question));
        if (input === null) return null;
      }
      const argv = settings.argv.map((word) => filled(word, question));
      const printed = await outputOf(argv, settings, input, question.signal);
      return secretValue(printed, `What ${argv[0]} prints`);
    },
    place: (asked) =>
      settings.input === null
        ? `where ${settings.argv[0]} finds ${asked.name}`
        : `${filled(settings.input, asked)} of the project, for ${settings.argv[0]}`,
  };
}

function outputOf(
  [program = "", ...words]: readonly string[],
  { env, timeoutMs }: CommandSettings,
  input: Uint8Array | null,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const fault = (why: string, passes = false) => {
    kill();
    reject(new SecretFault(`${program}, which is asked for it, ${why}.`, { passes }));
  };
  const child = spawn(program, words, {
    cwd: "/",
    env,
    // A group of its own, so that what it starts ends with it.
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All of it has ended.
    }
  };
  const timer = setTimeout(() => fault(`took longer than ${timeoutMs / 1000} s`, true), timeoutMs);
  const onAbort = () => fault("was ended, as the attempt was stopped");
  signal.addEventListener("abort", onAbort);
  const pieces: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (piece: Buffer) => {
    size += piece.length;
    if (size > 2 * largestSecret) fault("prints more than a secret may have");
    else pieces.push(piece);
  });
  // One that ends without reading is judged by how it ends.
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? undefined);
  child.on("error", (error: NodeJS.ErrnoException) => fault(`can't be started (${error.code})`));
  child.on("close", (code, ended) => {
    if (code === 0) resolve(Buffer.concat(pieces));
    else fault(`ended with ${code ?? ended}; the worker's own output has what it said`);
  });
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  });
}
