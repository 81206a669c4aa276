// Long-lived `git cat-file --batch` processes: a question costs a pipe write, not a process (2-4 ms).

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { GitError, type GitObject } from "../source.ts";
import { killGit, spawnGit } from "./command.ts";

export interface BatchAnswer {
  oid: string;
  type: GitObject["type"] | "tag";
  content: Uint8Array;
}

/** Two idle processes serve a reader that asks for commits while it streams blobs; more are started when needed. */
const maxIdle = 2;

export class CatFile {
  readonly #gitDir: string;
  readonly #idle: ChildProcess[] = [];
  readonly #busy = new Set<ChildProcess>();
  #closed = false;

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /** Answers in the order of the names; null for a name that names nothing, or more than one object. */
  async *ask(names: readonly string[]): AsyncGenerator<BatchAnswer | null> {
    if (names.length === 0) return;
    const child = this.#take();
    let clean = false;
    try {
      const stopped = new AbortController();
      const writing = writeNames(child, names, stopped.signal);
      try {
        yield* readAnswers(child, names.length);
        clean = true;
      } finally {
        stopped.abort();
        await writing;
      }
    } finally {
      this.#give(child, clean);
    }
  }

  async one(name: string): Promise<BatchAnswer | null> {
    // Read to its end: leaving early would cost the process, and a new one with every question.
    let found: BatchAnswer | null = null;
    for await (const answer of this.ask([name])) found = answer;
    return found;
  }

  /** Ends the processes that nobody asks: they keep packs open that are gone. */
  rest(): void {
    for (const child of this.#idle) killGit(child);
    this.#idle.length = 0;
  }

  close(): void {
    this.#closed = true;
    for (const child of [...this.#idle, ...this.#busy]) killGit(child);
    this.#idle.length = 0;
  }

  #take(): ChildProcess {
    if (this.#closed) throw new GitError("missing", "the Git source is closed");
    let child = this.#idle.pop();
    while (child && child.exitCode !== null) child = this.#idle.pop();
    child ??= this.#start();
    this.#busy.add(child);
    return child;
  }

  #start(): ChildProcess {
    const child = spawnGit({ args: ["cat-file", "--batch"], gitDir: this.#gitDir });
    // Without listeners these would end our process; the reader sees the end of the output and says what is wrong.
    child.on("error", () => {});
    child.stdin?.on("error", () => {});
    child.stderr?.resume();
    return child;
  }

  #give(child: ChildProcess, clean: boolean): void {
    this.#busy.delete(child);
    // A reader that stopped early leaves answers in the pipe: such a process cannot be asked again.
    if (clean && !this.#closed && this.#idle.length < maxIdle) this.#idle.push(child);
    else killGit(child);
  }
}

/** Pipelined, 500 names (20 kB) a write; waits while the pipe is full, which it is while the consumer is slow. */
async function writeNames(
  child: ChildProcess,
  names: readonly string[],
  stopped: AbortSignal,
): Promise<void> {
  const { stdin } = child;
  if (!stdin) return;
  try {
    for (let at = 0; at < names.length && !stopped.aborted; at += 500)
      if (!stdin.write(`${names.slice(at, at + 500).join("\n")}\n`))
        await once(stdin, "drain", { signal: stopped });
  } catch {
    // Stopped, or the process has ended, which the reader reports.
  }
}

const newline = 0x0a;

async function* readAnswers(
  child: ChildProcess,
  count: number,
): AsyncGenerator<BatchAnswer | null> {
  const input = new ChunkReader(child);
  for (let i = 0; i < count; i++) {
    const header = await input.line();
    const [oid = "", type, size] = header.split(" ");
    if (size === undefined || !/^\d+$/.test(size) || !/^[0-9a-f]{40,64}$/.test(oid)) {
      yield null;
      continue;
    }
    const content = await input.bytes(Number(size));
    await input.bytes(1);
    yield { oid, type: type as BatchAnswer["type"], content };
  }
}

/** Reads lines and counted bytes from a child's output; leaves the stream open for the next reader. */
class ChunkReader {
  readonly #child: ChildProcess;
  #pending: Buffer = Buffer.alloc(0);

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  async line(): Promise<string> {
    let end = this.#pending.indexOf(newline);
    while (end < 0) {
      this.#pending = Buffer.concat([this.#pending, await this.#next()]);
      end = this.#pending.indexOf(newline);
    }
    const line = this.#pending.toString("utf8", 0, end);
    this.#pending = this.#pending.subarray(end + 1);
    return line;
  }

  async bytes(count: number): Promise<Buffer> {
    if (this.#pending.length < count) {
      // Joined once: a 100 MB blob arrives in 1,600 chunks.
      const chunks = [this.#pending];
      let have = this.#pending.length;
      while (have < count) {
        const chunk = await this.#next();
        chunks.push(chunk);
        have += chunk.length;
      }
      this.#pending = Buffer.concat(chunks);
    }
    const bytes = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    return bytes;
  }

  async #next(): Promise<Buffer> {
    const { stdout } = this.#child;
    for (;;) {
      const chunk = stdout?.read() as Buffer | null;
      if (chunk) return chunk;
      if (!stdout || stdout.readableEnded || stdout.destroyed) throw ended();
      await new Promise<void>((resolve) => {
        const wake = () => {
          for (const event of ["readable", "end", "close"]) stdout.off(event, wake);
          resolve();
        };
        for (const event of ["readable", "end", "close"]) stdout.on(event, wake);
      });
    }
  }
}

const ended = (): GitError =>
  new GitError(
    "corrupt",
    "git cat-file ended before it had answered",
    "Run `git fsck` in the repository; a mirror in the cache folder may be deleted, it is fetched again.",
  );
