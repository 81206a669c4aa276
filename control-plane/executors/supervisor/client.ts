// The worker's side of the supervisor: starts it, beats, hands over commands and their output.

import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { groupGone, signalGroup } from "./group.ts";
import {
  type CommandExit,
  encodeFrame,
  encodeJson,
  encodeNumber,
  type Frame,
  FrameReader,
  frameTypes,
  type StartCommand,
} from "./protocol.ts";

export type CommandEnd =
  | ({ kind: "exited" } & CommandExit)
  /** Nothing was started. */
  | { kind: "failed"; message: string }
  /** The supervisor died; what it ran was killed. */
  | { kind: "lost" };

export interface SupervisorOptions {
  /** A worker silent for half of it loses its commands; milliseconds. */
  ttlMs: number;
  /** An empty directory for pipes. */
  pipeDirectory: string;
  /** Where Node keeps compiled code: a second start takes 53 ms in place of 125, and 24 MB less. */
  compileCache: string;
}

export interface Command {
  /** Resolves when nothing of the command's group runs and all its output was taken. */
  end: Promise<CommandEnd>;
  kill: (graceMs: number) => void;
  /** Throws away the output from here on, so that nobody has to wait for who takes it. */
  discardOutput: () => void;
}

export interface CommandListener {
  /**
   * May take its time, and output waits for it, but must not reject.
   * @param isStdout Of a command whose streams come apart: it is of standard output.
   */
  onOutput: (bytes: Uint8Array, isStdout: boolean) => Promise<void> | void;
  /** The command's process exists. */
  onStarted: () => void;
}

interface Running {
  group: number | null;
  started: () => void;
  output: (bytes: Buffer, isStdout: boolean) => void;
  ended: (end: CommandEnd) => void;
}

const beatMs = 1_000;
const mainFile = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url),
);
/** Small semi-spaces and heap: it moves bytes and holds at most a window an attempt. */
const nodeFlags = ["--max-semi-space-size=2", "--max-old-space-size=256"];

/** One supervisor process; when it died it stays dead, and whoever wants to go on makes a new one. */
export class Supervisor {
  readonly #process: ChildProcess;
  readonly #socket: Socket;
  readonly #beat: NodeJS.Timeout;
  readonly #running = new Map<number, Running>();
  #next = 1;
  #alive = true;
  /** Settles when the connection is closed and nothing of what it ran is left. */
  readonly gone: Promise<void>;

  constructor(options: SupervisorOptions) {
    this.#process = spawn(
      process.execPath,
      [...nodeFlags, mainFile, String(options.ttlMs / 2), options.pipeDirectory],
      // Almost no environment: commands may read it, and no setting of the worker's Node applies.
      {
        detached: true,
        env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: options.compileCache },
        stdio: ["ignore", "ignore", "inherit", "pipe"],
      },
    );
    this.#socket = this.#process.stdio[3] as Socket;
    const frames = new FrameReader();
    this.#socket.on("data", (bytes: Buffer) => {
      for (const frame of frames.push(bytes)) this.#receive(frame);
    });
    this.#socket.on("error", () => this.#socket.destroy());
    this.#process.on("error", () => this.#socket.destroy());
    this.#beat = setInterval(
      () => this.#socket.write(encodeFrame(frameTypes.beat, 0, Buffer.alloc(0))),
      Math.min(beatMs, options.ttlMs / 10),
    );
    // "close" and not the process's exit: what it said before it died is still to be read.
    // Not events.once: that rejects at an "error", which here only comes before the close.
    this.gone = new Promise<void>((resolve) => {
      this.#socket.once("close", () => resolve());
    }).then(() => this.#bury());
    this.#idle(true);
  }

  get alive(): boolean {
    return this.#alive;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  run(command: StartCommand, { onOutput, onStarted }: CommandListener): Command {
    const attempt = this.#next++;
    const { promise, resolve } = Promise.withResolvers<CommandEnd>();
    let discard = false;
    let taken: Promise<void> = Promise.resolve();
    const discarded = Promise.withResolvers<void>();
    const take = async (bytes: Buffer, isStdout: boolean) => {
      if (!discard) await Promise.race([onOutput(bytes, isStdout), discarded.promise]);
      this.#send(encodeNumber(frameTypes.credit, attempt, bytes.length));
    };
    this.#idle(false);
    this.#running.set(attempt, {
      group: null,
      started: onStarted,
      output: (bytes, isStdout) => {
        taken = taken.then(() => take(bytes, isStdout));
      },
      ended: (end) => {
        this.#running.delete(attempt);
        this.#idle(this.#running.size === 0);
        resolve(taken.then(() => end));
      },
    });
    this.#send(encodeJson(frameTypes.start, attempt, command));
    return {
      end: promise,
      kill: (graceMs) => this.#send(encodeJson(frameTypes.kill, attempt, { graceMs })),
      discardOutput: () => {
        discard = true;
        discarded.resolve();
      },
    };
  }

  /** Kills what still runs, without grace, and ends the process. */
  async close(): Promise<void> {
    this.#alive = false;
    this.#idle(false);
    this.#socket.end();
    await this.gone;
  }

  #receive({ type, attempt, payload }: Frame): void {
    const running = this.#running.get(attempt);
    if (running === undefined) return;
    if (type === frameTypes.started) {
      running.group = payload.readUInt32BE();
      running.started();
    }
    if (type === frameTypes.output || type === frameTypes.stdout)
      running.output(payload, type === frameTypes.stdout);
    if (type === frameTypes.exited)
      running.ended({ kind: "exited", ...(JSON.parse(payload.toString()) as CommandExit) });
    if (type === frameTypes.failed) running.ended({ kind: "failed", message: payload.toString() });
  }

  /** A supervisor that was killed leaves its commands to us. */
  async #bury(): Promise<void> {
    this.#alive = false;
    clearInterval(this.#beat);
    this.#process.kill("SIGKILL");
    await Promise.all(
      [...this.#running.values()].map(async ({ group, ended }) => {
        if (group !== null) {
          signalGroup(group, "SIGKILL");
          await groupGone(group);
        }
        ended(
          this.#process.pid === undefined
            ? { kind: "failed", message: "The supervisor of commands could not be started." }
            : { kind: "lost" },
        );
      }),
    );
  }

  #send(frame: Buffer): void {
    if (this.#socket.writable) this.#socket.write(frame);
  }

  /** Only commands keep this process's event loop alive, not the supervisor itself. */
  #idle(idle: boolean): void {
    const method = idle ? "unref" : "ref";
    this.#process[method]();
    this.#socket[method]();
    this.#beat[method]();
  }
}
