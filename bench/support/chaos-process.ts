// One `trunkline` process that is killed, frozen and started again, as a supervisor of services would.

import { type Running, running } from "#test/support/up.ts";

export interface ChaosProcessOptions {
  kind: "server" | "worker";
  words: readonly string[];
  env: NodeJS.ProcessEnv;
  /** What it prints when it is ready. */
  ready: string;
  say: (message: string) => void;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class ChaosProcess {
  readonly kind: ChaosProcessOptions["kind"];
  readonly #options: ChaosProcessOptions;
  #running: Running | undefined;
  #wanted = true;
  #ready = false;
  #killed = false;
  #frozen = false;
  #keeping: Promise<void> = Promise.resolve();
  #restartAfterMs = 0;
  /** Ends of a process that was ready and that nobody had killed, with what it printed last. */
  readonly deaths: string[] = [];

  constructor(options: ChaosProcessOptions) {
    this.kind = options.kind;
    this.#options = options;
  }

  /** Resolves when it is ready for the first time. */
  async start(): Promise<void> {
    this.#keeping = this.#keep();
    while (!this.#ready) await pause(50);
  }

  get strikable(): boolean {
    return this.#ready && !this.#frozen;
  }

  get pid(): number {
    return this.#running?.child.pid ?? 0;
  }

  /** SIGKILL; started again after some time. */
  kill(restartAfterMs: number): void {
    this.#killed = true;
    this.#ready = false;
    this.#restartAfterMs = restartAfterMs;
    this.#running?.child.kill("SIGKILL");
  }

  /** SIGSTOP, and SIGCONT after some time. */
  async freeze(forMs: number): Promise<void> {
    this.#frozen = true;
    this.#running?.child.kill("SIGSTOP");
    await pause(forMs);
    this.#running?.child.kill("SIGCONT");
    this.#frozen = false;
  }

  async end(): Promise<void> {
    this.#wanted = false;
    await this.#running?.[Symbol.asyncDispose]();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    const { words, env, ready, say } = this.#options;
    while (this.#wanted) {
      const process = running(words, { env });
      this.#running = process;
      this.#killed = false;
      let over = false;
      const ended = process.ended.then(() => {
        over = true;
      });
      // One that starts while the database is away ends by itself, and is started again.
      while (!over && !process.printed().includes(ready)) await Promise.race([ended, pause(50)]);
      this.#ready = !over && !this.#killed;
      await ended;
      if (this.#ready && this.#wanted && !this.#killed) {
        const { pid, exitCode, signalCode } = process.child;
        this.deaths.push(
          `${words[0]} ${pid} (${signalCode ?? exitCode}): ${process.printed().slice(-500)}`,
        );
        say(`${words[0]} ended by itself`);
      }
      this.#ready = false;
      await pause(this.#killed ? this.#restartAfterMs : 500);
    }
  }
}
