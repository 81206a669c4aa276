// The Postgres of a chaos run: killed and started again, or frozen with all its processes, from outside.

import { execFileSync } from "node:child_process";
import { type EmbeddedPostgres, ensurePostgres } from "#store/embedded/server.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class ChaosPostgres {
  readonly #stateDir: string;
  #server: EmbeddedPostgres;
  #well = true;

  private constructor(stateDir: string, server: EmbeddedPostgres) {
    this.#stateDir = stateDir;
    this.#server = server;
  }

  static async start(stateDir: string): Promise<ChaosPostgres> {
    return new ChaosPostgres(stateDir, await ensurePostgres({ stateDir }));
  }

  get connectionString(): string {
    return this.#server.connectionString;
  }

  get pid(): number {
    return this.#server.pid;
  }

  get strikable(): boolean {
    return this.#well;
  }

  /** SIGKILL of the postmaster, whose backends end when they notice; started again after some time. */
  async kill(restartAfterMs: number): Promise<void> {
    this.#well = false;
    process.kill(this.pid, "SIGKILL");
    await pause(restartAfterMs);
    this.#server = await ensurePostgres({ stateDir: this.#stateDir });
    this.#well = true;
  }

  /** SIGSTOP of the postmaster and of every backend, as a machine that stands still. */
  async freeze(forMs: number): Promise<void> {
    this.#well = false;
    const stopped = [this.pid, ...childrenOf(this.pid)];
    for (const pid of stopped) signal(pid, "SIGSTOP");
    await pause(forMs);
    for (const pid of stopped.reverse()) signal(pid, "SIGCONT");
    this.#well = true;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }
}

function childrenOf(pid: number): number[] {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child as number);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // A backend whose client went in the meantime.
  }
}
