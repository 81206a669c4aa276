// Programs in processes of their own: each figure from a fresh process, with the most memory that it took.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const bin = fileURLToPath(new URL("../../control-plane/cli/trunkline.js", import.meta.url));

export interface Ended {
  /** From the start to the exit. */
  seconds: number;
  stdout: string;
  /** Largest resident set, in MB; 0 for a child that was not asked. */
  megabytes: number;
}

export interface ChildOptions {
  /** Prints the process's memory at its end; takes some 10 ms of its start. */
  memory?: boolean;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Codes that it may end with; 0 unless given. */
  exits?: readonly number[];
  /** Takes what it prints instead of gathering it. */
  onOutput?: (chunk: Buffer) => void;
}

/** Runs `node WORDS` with this Node. Rejects unless it ends with 0. */
export function runNode(words: readonly string[], options: ChildOptions = {}): Promise<Ended> {
  const preload = options.memory ? ["--import", memoryModule] : [];
  return runProgram(process.execPath, [...preload, ...words], options);
}

/** Runs a program to its end. Rejects unless it ends as it may. */
export function runProgram(
  program: string,
  words: readonly string[],
  options: Omit<ChildOptions, "memory"> = {},
): Promise<Ended> {
  const started = performance.now();
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  if (options.onOutput) child.stdout?.on("data", options.onOutput);
  const gathered = options.onOutput ? [] : [child.stdout];
  const [stderr, report, stdout] = [child.stderr, child.stdio[3], ...gathered].map(collect);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const seconds = (performance.now() - started) / 1000;
      if ((options.exits ?? [0]).includes(code ?? -1))
        resolve({ seconds, stdout: stdout?.() ?? "", megabytes: Number(report?.()) / 1000 });
      else {
        const what = `${program} ${words.join(" ")}`;
        reject(new Error(`${what} ended with ${code ?? signal}: ${stderr?.()}`));
      }
    });
  });
}

/** Text of a stream so far. */
function collect(stream: unknown): () => string {
  const chunks: Buffer[] = [];
  (stream as NodeJS.ReadableStream).on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** maxRSS is in kB on every platform of Node. */
const memoryModule = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from "node:fs";
process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));`,
)}`;
