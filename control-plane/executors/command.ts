// The executor of `run`: a shell script as a process group under the supervisor, in a directory of
// its own over the project's files.

import { chmod, mkdir, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { CommandAction } from "#core/action.ts";
import { judge, notRun, overtaken, stopped } from "./command-result.ts";
import { childEnvironment } from "./environment.ts";
import type { AttemptRequest, AttemptResult, Executor } from "./executor.ts";
import { foundReport, reportIn, withReport } from "./report.ts";
import { RunAs } from "./run-as.ts";
import { type Snapshot, SnapshotCache } from "./snapshot-cache.ts";
import type { ReadObjects } from "./snapshot-tree.ts";
import { after, cancelled, onAbort, reason, type Stop, tookTooLong } from "./stop.ts";
import { type Command, type CommandEnd, Supervisor } from "./supervisor/client.ts";
import { secretPath } from "./supervisor/secret-files.ts";
import type { User } from "./user.ts";
import { takeWorkDirectory, type WorkDirectory } from "./work-directory.ts";
import { createWorkspace, removeTree, removeWorkspace, type Workspace } from "./workspace.ts";

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
  /** Which other users of the host commands may run as; nobody else when not given. */
  runAs?: RunAs;
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
  await removeAttempts(join(directory.path, "attempts"), options.onTrouble);
  await removeTree(join(directory.path, "pipes"));
  await mkdir(join(directory.path, "pipes"), { mode: 0o700 });
  const snapshots = await SnapshotCache.open({
    directory: join(directory.path, "snapshots"),
    readObjects: options.readObjects,
    maxBytes: options.snapshotBytes ?? commandDefaults.snapshotBytes,
  });
  const places = ["", "attempts", "snapshots", "snapshots/trees"];
  // Others pass through what they can name, and list nothing.
  const mode = options.runAs?.others ? 0o711 : 0o700;
  for (const place of places) await chmod(join(directory.path, place), mode);
  if (options.runAs?.others) await chmod(options.workDirectory, mode);
  return new CommandExecutor(options, directory, snapshots);
}

/** Leaves the folder empty, but for what can't be removed: names of attempts are never used again. */
async function removeAttempts(
  folder: string,
  onTrouble: (message: string) => void = () => {},
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder))
    await removeWorkspace(join(folder, name)).catch((error: unknown) =>
      onTrouble(`${join(folder, name)} was not removed: ${reason(error)}.`),
    );
}

export class CommandExecutor implements Executor<CommandAction> {
  readonly kind = "command";
  readonly #options: CommandExecutorOptions;
  readonly #directory: WorkDirectory;
  readonly #snapshots: SnapshotCache;
  readonly #runAs: RunAs;
  readonly #closing = new AbortController();
  readonly #attempts = new Set<Promise<AttemptResult>>();
  #supervisor: Supervisor | null = null;

  constructor(options: CommandExecutorOptions, directory: WorkDirectory, snapshots: SnapshotCache) {
    this.#options = options;
    this.#directory = directory;
    this.#snapshots = snapshots;
    this.#runAs = options.runAs ?? new RunAs();
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
    const user = await this.#userOf(request.runAs);
    if (user !== null && "refused" in user) return notRun(user.refused);
    const snapshot = request.tree === null ? null : await this.#snapshot(request.tree, signal);
    if (snapshot === "aborted") return stopped(cancelled(signal, 0));
    try {
      const workspace = await createWorkspace(
        join(this.#directory.path, "attempts"),
        request,
        request.action.script,
        snapshot?.path ?? null,
        user,
      );
      try {
        return await this.#execute(request, workspace, user);
      } finally {
        await removeWorkspace(workspace.root).catch((error: unknown) =>
          this.#options.onTrouble?.(`${workspace.root} was not removed: ${reason(error)}.`),
        );
      }
    } finally {
      snapshot?.release();
    }
  }

  async #userOf(name: string | null) {
    const user = await this.#runAs.user(name);
    if (user === null || "refused" in user) return user;
    // Both ways are the same up to here: what can be reached from one can be from the other.
    const way = join(this.#directory.path, "snapshots", "trees");
    return (await this.#runAs.unreachable(user, way)) ?? user;
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
    user: User | null,
  ): Promise<AttemptResult> {
    const graceMs = this.#options.graceMs ?? commandDefaults.graceMs;
    let stop: Stop | null = null;
    let stopTimer = () => {};
    const stopBy = (why: Stop) => {
      stop ??= why;
      command.kill(why.graceMs);
      if (why.graceMs === 0) command.discardOutput();
    };
    const files = Object.entries(request.secretFiles ?? {});
    const paths = Object.fromEntries(files.map(([name], index) => [name, secretPath(index)]));
    const command: Command = this.#living().run(
      {
        // Relative, so that the shell's messages begin with `../script: 3:` and no path of this machine.
        argv: ["/bin/sh", "-e", relative(workspace.files, workspace.script)],
        cwd: workspace.files,
        env: childEnvironment(
          { ...process.env, ...loginOf(user) },
          {
            ...{ TMPDIR: workspace.temporary, ...request.env, ...paths },
            TRUNKLINE_OUTPUT: workspace.outputs,
          },
          this.#options.passEnvironment,
        ),
        secrets: files.map(([, value]) => value),
        ...(request.onStdout ? { isSplit: true } : {}),
        user: user ?? undefined,
      },
      {
        onOutput: async (bytes, isStdout) => {
          try {
            if (isStdout) await request.onStdout?.(bytes);
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
        ? await judgeWithReport(request, end, workspace, user?.uid ?? null)
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

async function judgeWithReport(
  { report, figures, onLeft }: AttemptRequest,
  end: CommandEnd,
  { outputs, files }: Workspace,
  owner: number | null,
): Promise<AttemptResult> {
  const result = await judge(end, outputs, owner);
  if (result.ending === "exited") await onLeft?.({ directory: files, owner });
  if (report === undefined || result.ending !== "exited") return result;
  const found = await foundReport(report, await reportIn(files, report.file, owner), figures);
  return withReport(result, report, found);
}

const loginOf = (user: User | null) =>
  user && { HOME: user.home, USER: user.name, LOGNAME: user.name, SHELL: "/bin/sh" };
