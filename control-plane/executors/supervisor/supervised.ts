// One command under the supervisor: its process group, its output, and when it is over.

import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { Socket } from "node:net";
import { startedAs } from "../user.ts";
import { groupGone, signalGroup } from "./group.ts";
import type { OutputPipe } from "./pipes.ts";
import { type CommandExit, outputWindow, type StartCommand } from "./protocol.ts";
import { openSecrets } from "./secret-files.ts";

/**
 * What the main process leaves behind in its group has this long to end by itself: enough for a
 * `tee` or a pager to write its last lines, too short to notice. Then it is killed.
 */
const lingerMs = 500;
/**
 * Once the group is gone its output is in the pipe already; only a process that left the group can
 * still hold the other end. Time in which the worker isn't ready for more doesn't count.
 */
const drainMs = 1_000;
const drainStepMs = 50;

export interface CommandEvents {
  /** @param isStdout Of a command whose streams come apart: it is of standard output. */
  onOutput: (bytes: Buffer, isStdout: boolean) => void;
  /**
   * Called once, when nothing of the group runs and all output was handed over. `outputEnded` says
   * that nobody at all can write to the pipes any more.
   */
  onExit: (exit: CommandExit, outputEnded: boolean) => void;
}

export class SupervisedCommand {
  readonly group: number;
  readonly #outputs: readonly Socket[];
  #window = outputWindow;
  #exited = false;
  #killed = false;
  #killTimer: NodeJS.Timeout | undefined;

  /**
   * Starts the command as leader of its own group and session, without input.
   * The pipes' write ends stay the caller's, and their read ends too when this rejects, which it does
   * with a sentence for people when the command can't be started.
   * @param pipes One for both streams; or of error, and of output.
   */
  static async start(
    command: StartCommand,
    pipes: readonly [OutputPipe, OutputPipe?],
    events: CommandEvents,
  ): Promise<SupervisedCommand> {
    const [both, stdout] = pipes;
    try {
      const child = await spawned(command, (stdout ?? both).writeEnd, both.writeEnd);
      const readEnds = stdout === undefined ? [both.readEnd] : [both.readEnd, stdout.readEnd];
      return new SupervisedCommand(child, readEnds, events);
    } catch (error) {
      throw new Error(reasonNotStarted(command, error as NodeJS.ErrnoException), { cause: error });
    }
  }

  private constructor(child: ChildProcess, readEnds: readonly number[], events: CommandEvents) {
    this.group = child.pid as number;
    this.#outputs = readEnds.map((fd) => new Socket({ fd, readable: true, writable: false }));
    for (const [n, output] of this.#outputs.entries()) {
      output.on("data", (bytes: Buffer) => {
        this.#window -= bytes.length;
        if (this.#window <= 0) for (const one of this.#outputs) one.pause();
        events.onOutput(bytes, n === 1);
      });
      // A read error of a pipe has no remedy, and the exit code is still worth having.
      output.on("error", () => output.destroy());
    }
    child.once("exit", async (code, signal) => {
      this.#exited = true;
      this.#killTimer ??= setTimeout(() => this.#killNow(), lingerMs);
      await groupGone(this.group);
      clearTimeout(this.#killTimer);
      await Promise.all(this.#outputs.map((output) => this.#drain(output)));
      const isEnded = this.#outputs.every(({ readableEnded }) => readableEnded);
      events.onExit({ code, signal, killed: this.#killed }, isEnded);
    });
  }

  /** Lets the command end within `graceMs`, then ends its group; what it left behind gets no grace. */
  kill(graceMs: number): void {
    this.#killed ||= !this.#exited;
    clearTimeout(this.#killTimer);
    if (graceMs === 0 || this.#exited) {
      this.#killNow();
    } else {
      signalGroup(this.group, "SIGTERM");
      this.#killTimer = setTimeout(() => this.#killNow(), graceMs);
    }
  }

  credit(bytes: number): void {
    this.#window += bytes;
    if (this.#window > 0) for (const output of this.#outputs) output.resume();
  }

  #killNow(): void {
    signalGroup(this.group, "SIGKILL");
  }

  /** Resolves when the output has ended, or after `drainMs` of waiting for somebody else's end. */
  async #drain(output: Socket): Promise<void> {
    if (output.closed) return;
    const closed = new Promise<void>((resolve) => {
      output.once("close", () => resolve());
    });
    let left = drainMs;
    const timer = setInterval(() => {
      if (this.#window > 0) left -= drainStepMs;
      if (left <= 0) output.destroy();
    }, drainStepMs);
    await closed;
    clearInterval(timer);
  }
}

/** Node reports some failures by an event and others by throwing; this knows only one way. */
async function spawned(
  command: StartCommand,
  stdout: number,
  stderr: number,
): Promise<ChildProcess> {
  const secrets = openSecrets(command.secrets ?? [], command.user);
  try {
    return await new Promise((resolve, reject) => {
      const { argv, ids } = startedAs(command.argv, command.user);
      const [file, ...args] = argv as [string, ...string[]];
      const child = spawn(file, args, {
        ...ids,
        cwd: command.cwd,
        env: command.env,
        stdio: ["ignore", stdout, stderr, ...secrets.stdio],
        detached: true,
      });
      child.once("error", reject);
      if (child.pid === undefined) return;
      secrets.started(child);
      resolve(child);
    });
  } finally {
    secrets.close();
  }
}

function reasonNotStarted(command: StartCommand, error: NodeJS.ErrnoException): string {
  // The kernel says ENOENT for both, a missing program and a missing directory.
  if (error.code === "ENOENT" && !statSync(command.cwd, { throwIfNoEntry: false }))
    return `The command could not be started: its directory ${command.cwd} does not exist.`;
  if (error.code === "E2BIG")
    return "The command could not be started: its environment and arguments are too large for the system (E2BIG; Linux takes 128 KiB a variable).";
  return `The command could not be started: ${error.message}.`;
}
