// The executor of `run`: a shell script as a process group under the supervisor, in a directory of
// its own over the project's files.

import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { exitCodeMessage } from "#core/exit-code.ts";
import type { CommandAction } from "#core/pipeline.ts";
import { childEnvironment } from "./environment.ts";
import type { AttemptRequest, AttemptResult, Executor } from "./executor.ts";
import { readOutputs } from "./outputs-file.ts";
import { type Snapshot, SnapshotCache } from "./snapshot-cache.ts";
import type { ReadObjects } from "./snapshot-tree.ts";
import { after, cancelled, onAbort, reason, type Stop, tookTooLong } from "./stop.ts";
import { type Command, type CommandEnd, Supervisor } from "./supervisor/client.ts";
import { takeWorkDirectory, type WorkDirectory } from "./work-directory.ts";
import { createWorkspace, removeTree, type Workspace } from "./workspace.ts";

export interface CommandExecutorOptions {
  /** For attempts and snapshots; several workers may share it. Must be on a local file system. */
  workDirectory: string;
  /** Where the files of a tree come from; verified here. */
  readObjects: ReadObjects;
  /** A worker silent for half of it loses its commands. */
  ttlMs?: number;
  /** Between SIGTERM and SIGKILL when an attempt times out or is cancelled. */
  graceMs?: number;
  /** How much the cached snapshots may take. */
  snapshotBytes?: number;
  /** Names of the worker's environment that commands see beside the allowlist. */
  passEnvironment?: readonly string[];
  /** Told what went wrong without harming an attempt, in one sentence. */
  onTrouble?: (message: string) => void;
}

export const commandDefaults = {
  ttlMs: 10_000,
  graceMs: 10_000,
  snapshotBytes: 2 * 1024 ** 3,
} as const;

/**
 * Takes a work directory, removes what dead workers left in it, and is ready for attempts.
 * Rejects when the directory can't be used.
 */
export async function createCommandExecutor(
  options: CommandExecutorOptions,
): Promise<CommandExecutor> {
  const directory = await takeWorkDirectory(options.workDirectory);
  for (const leftover of ["attempts", "pipes"]) {
    await removeTree(join(directory.path, leftover));
    await mkdir(join(directory.path, leftover), { mode: 0o700 });
  }
  const snapshots = await SnapshotCache.open({
    directory: join(directory.path, "snapshots"),
    readObjects: options.readObjects,
    maxBytes: options.snapshotBytes ?? commandDefaults.snapshotBytes,
  });
  return new CommandExecutor(options, directory, snapshots);
}

export class CommandExecutor implements Executor<CommandAction> {
  readonly kind = "command";
  readonly #options: CommandExecutorOptions;
  readonly #directory: WorkDirectory;
  readonly #snapshots: SnapshotCache;
  readonly #closing = new AbortController();
  readonly #attempts = new Set<Promise<AttemptResult>>();
  #supervisor: Supervisor | null = null;

  constructor(options: CommandExecutorOptions, directory: WorkDirectory, snapshots: SnapshotCache) {
    this.#options = options;
    this.#directory = directory;
    this.#snapshots = snapshots;
  }

  /** Process id of the supervisor, once something ran; for diagnosis and tests. */
  get supervisorPid(): number | undefined {
    return this.#supervisor?.pid;
  }

  async run(request: AttemptRequest<CommandAction>): Promise<AttemptResult> {
    const attempt = this.#run(request).catch((error: unknown) =>
      notRun(`The attempt could not be prepared: ${reason(error)}.`),
    );
    this.#attempts.add(attempt);
    return attempt.finally(() => this.#attempts.delete(attempt));
  }

  /**
   * Kills all that runs, at once, also what is being cancelled with grace; those attempts end as
   * errors, later ones run. For a worker that lost its lock: its tasks may start elsewhere.
   */
  async killAll(): Promise<void> {
    await this.#supervisor?.close();
  }

  async close(): Promise<void> {
    this.#closing.abort("lost");
    await Promise.all(this.#attempts);
    await this.#supervisor?.close();
    this.#directory.release();
  }

  async #run(request: AttemptRequest<CommandAction>): Promise<AttemptResult> {
    const signal = AbortSignal.any([request.signal, this.#closing.signal]);
    if (signal.aborted) return stopped(cancelled(signal, 0));
    const snapshot = request.tree === null ? null : await this.#snapshot(request.tree, signal);
    if (snapshot === "aborted") return stopped(cancelled(signal, 0));
    try {
      const workspace = await createWorkspace(
        join(this.#directory.path, "attempts"),
        request,
        request.action.script,
        snapshot?.path ?? null,
      );
      try {
        return await this.#execute(request, workspace);
      } finally {
        await removeTree(workspace.root).catch((error: unknown) =>
          this.#options.onTrouble?.(`${workspace.root} was not removed: ${reason(error)}.`),
        );
      }
    } finally {
      snapshot?.release();
    }
  }

  /** The snapshot, unless the attempt is aborted before it is there; it stays cached all the same. */
  async #snapshot(tree: string, signal: AbortSignal): Promise<Snapshot | "aborted"> {
    const snapshot = this.#snapshots.use(tree);
    const { promise: aborted, resolve } = Promise.withResolvers<"aborted">();
    const stopListening = onAbort(signal, () => resolve("aborted"));
    try {
      const first = await Promise.race([snapshot, aborted]);
      if (first === "aborted")
        snapshot.then(
          ({ release }) => release(),
          () => {},
        );
      return first;
    } finally {
      stopListening();
    }
  }

  async #execute(
    request: AttemptRequest<CommandAction>,
    workspace: Workspace,
  ): Promise<AttemptResult> {
    const graceMs = this.#options.graceMs ?? commandDefaults.graceMs;
    let stop: Stop | null = null;
    let stopTimer = () => {};
    const stopBy = (why: Stop) => {
      stop ??= why;
      command.kill(why.graceMs);
      if (why.graceMs === 0) command.discardOutput();
    };
    const command: Command = this.#living().run(
      {
        // Relative, so that the shell's messages begin with `../script: 3:` and no path of this machine.
        argv: ["/bin/sh", "-e", relative(workspace.files, workspace.script)],
        cwd: workspace.files,
        env: childEnvironment(
          process.env,
          { TMPDIR: workspace.temporary, ...request.env, TRUNKLINE_OUTPUT: workspace.outputs },
          this.#options.passEnvironment,
        ),
      },
      {
        onOutput: async (bytes) => {
          try {
            await request.onOutput(bytes);
          } catch (error) {
            const message = `The output could not be stored: ${reason(error)}.`;
            stopBy({ ending: "error", message, graceMs: 0 });
          }
        },
        // The timeout is the task's: waiting for the supervisor or a snapshot doesn't count.
        onStarted: () => {
          const { timeoutMs } = request;
          if (timeoutMs === null) return;
          stopTimer = after(timeoutMs, () => stopBy(tookTooLong(timeoutMs, graceMs)));
        },
      },
    );
    // Apart: what is already being cancelled with grace still ends at once when the worker does.
    const forget = [request.signal, this.#closing.signal].map((signal) =>
      onAbort(signal, () => stopBy(cancelled(signal, graceMs))),
    );
    try {
      const end = await command.end;
      return stop === null || overtaken(stop, end)
        ? await judge(end, workspace)
        : stopped(stop, end);
    } finally {
      stopTimer();
      for (const stopListening of forget) stopListening();
    }
  }

  /** The supervisor, or a new one in place of one that died. */
  #living(): Supervisor {
    if (this.#supervisor === null || !this.#supervisor.alive)
      this.#supervisor = new Supervisor({
        ttlMs: this.#options.ttlMs ?? commandDefaults.ttlMs,
        pipeDirectory: join(this.#directory.path, "pipes"),
        compileCache: join(this.#options.workDirectory, "compiled"),
      });
    return this.#supervisor;
  }
}

/** What an attempt that nobody stopped came to. */
async function judge(end: CommandEnd, workspace: Workspace): Promise<AttemptResult> {
  if (end.kind === "failed") return notRun(end.message);
  if (end.kind === "lost")
    return {
      ...notRun(
        "The supervisor of commands ended: it died, or this worker was silent for half its TTL. What it ran was killed.",
      ),
      lost: true,
    };
  if (end.signal !== null)
    return { ...result("signalled", `Ended by ${end.signal}.`), signal: end.signal };
  const outputs = await readOutputs(workspace.outputs);
  const exitCode = end.code ?? 0;
  if ("problem" in outputs)
    return exitCode === 0
      ? { ...result("error", outputs.problem), exitCode }
      : { ...result("exited", `${exitCodeMessage(exitCode)} ${outputs.problem}`), exitCode };
  return { ...result("exited", exitCodeMessage(exitCode)), exitCode, outputs: outputs.values };
}

const result = (ending: AttemptResult["ending"], message: string | null): AttemptResult => ({
  ending,
  exitCode: null,
  signal: null,
  message,
  outputs: {},
});

const notRun = (message: string): AttemptResult => result("error", message);

const stopped = (stop: Stop, end?: CommandEnd): AttemptResult => ({
  ...result(stop.ending, stop.message),
  ...(end?.kind === "exited" && { exitCode: end.code, signal: end.signal }),
});

/** Whether the task had ended by itself before the reason to stop it reached it. */
const overtaken = (stop: Stop, end: CommandEnd): boolean =>
  stop.ending !== "error" && end.kind === "exited" && !end.killed;
