// The command under test: the real program in a child process, or its inside in this process with its output collected.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runCommand } from "#cli/main.ts";

export const bin = fileURLToPath(new URL("../../control-plane/cli/trunkline.js", import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface StartOptions {
  node?: string;
  nodeArguments?: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  input?: string;
  /** Of another version of the program. */
  program?: string;
}

/** Starts `trunkline WORDS`; `ended` resolves when it has exited and its pipes are closed. */
export function startTrunkline(words: readonly string[], options: StartOptions = {}) {
  const { node = process.execPath, nodeArguments = [], env = {}, cwd, input } = options;
  const child = spawn(node, [...nodeArguments, options.program ?? bin, ...words], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export const trunkline = (words: readonly string[], options?: StartOptions): Promise<Ended> =>
  startTrunkline(words, options).ended;

/** The command without a process of its own: some 100 times faster, for everything but the start itself. */
export async function trunklineHere(
  words: readonly string[],
  {
    cwd = process.cwd(),
    env = {},
    signal = new AbortController().signal,
    ask = null,
  }: Pick<StartOptions, "cwd" | "env"> & {
    signal?: AbortSignal;
    /** Answers the command's questions; null: nobody sits at the terminal. */
    ask?: ((question: string) => Promise<string>) | null;
  } = {},
): Promise<Omit<Ended, "signal"> & { bytes: Buffer }> {
  const written: Buffer[] = [];
  let stderr = "";
  const code = await runCommand({
    words,
    cwd,
    env,
    stdout: { write: (content) => written.push(Buffer.from(content)) },
    stderr: { write: (text) => (stderr += text) },
    signal,
    ask,
  });
  const bytes = Buffer.concat(written);
  return { code, stdout: bytes.toString(), bytes, stderr };
}
