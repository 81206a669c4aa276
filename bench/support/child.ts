// Programs in processes of their own: each figure from a fresh process, with the most memory that it took.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const bin = fileURLToPath(new URL("../../control-plane/cli/trunkline.js", import.meta.url));

export interface Ended {
  /** From the start to the exit. */
  seconds: number;
  stdout: string;
  /** Largest resident set, in MB; 0 for a child that was not asked. */
  megabytes: number;
  /** That it computed, whatever else the machine does; 0 likewise. */
  userSeconds: number;
}

export interface ChildOptions {
  /** Tells the process's memory and computing time at its end; takes some 10 ms of its start. */
  memory?: boolean;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Codes that it may end with; 0 unless given. */
  exits?: readonly number[];
  /** Takes what it prints instead of gathering it. */
  onOutput?: (chunk: Buffer) => void;
}

/** Runs `node WORDS` with this Node. Rejects unless it ends with 0. */
export async function runNode(
  words: readonly string[],
  { memory = false, ...options }: ChildOptions = {},
): Promise<Ended> {
  if (!memory) return runProgram(process.execPath, words, options);
  // In a file, since a command that starts itself anew has no more than the three usual descriptors.
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  const file = join(folder, "memory");
  try {
    const env = { ...options.env, TRUNKLINE_BENCH_MEMORY: file };
    const all = ["--import", memoryModule, ...words];
    const ended = await runProgram(process.execPath, all, { ...options, env });
    const [kilobytes = 0, micros = 0] = readFileSync(file, "utf8").split(" ").map(Number);
    return { ...ended, megabytes: kilobytes / 1000, userSeconds: micros / 1e6 };
  } finally {
    rmSync(folder, { recursive: true });
  }
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
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (options.onOutput) child.stdout?.on("data", options.onOutput);
  const gathered = options.onOutput ? [] : [child.stdout];
  const [stderr, stdout] = [child.stderr, ...gathered].map(collect);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const seconds = (performance.now() - started) / 1000;
      if ((options.exits ?? [0]).includes(code ?? -1))
        resolve({ seconds, stdout: stdout?.() ?? "", megabytes: 0, userSeconds: 0 });
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
  `import { writeFileSync } from "node:fs";
const file = process.env.TRUNKLINE_BENCH_MEMORY;
process.on("exit", () => {
  const { maxRSS, userCPUTime } = process.resourceUsage();
  writeFileSync(file, \`\${maxRSS} \${userCPUTime}\`);
});`,
)}`;
