// Follows a container to its end: its output as it comes, its exit code, its outputs; and ends one that is stopped.

import { posix } from "node:path";
import { exitCodeMessage } from "#core/exit-code.ts";
import { maxOutputFileBytes } from "#core/outputs.ts";
import { maxReportBytes } from "#core/reports/report.ts";
import { verdictOf } from "#core/reports/verdict.ts";
import { type LiveAttempt, TaskFailure, untilStopped } from "../in-process.ts";
import { outputsOf } from "../outputs-file.ts";
import { foundReport } from "../report.ts";
import { reason, sleep } from "../stop.ts";
import type { TaskFile } from "../task-file.ts";
import { outputFile } from "./definition.ts";
import { type Engine, EngineRefused, EngineSilent } from "./engine.ts";
import { readFrames } from "./frames.ts";
import { type ContainerAttempt, type Inspected, inspect } from "./make.ts";
import { type ContainerEnd, containerName, type Started } from "./started.ts";
import { fileOfTar } from "./tar.ts";

/** An engine that is silent for longer is left alone; the next attempt adopts the container. */
const silentMs = 600_000;
const pauseMs = 500;

/**
 * How it ended, its outputs included.
 * @param over called when it is gone
 * @throws TaskFailure when it is gone, Error when the engine is silent for too long, and the signal's reason
 */
export async function followToEnd(
  attempt: ContainerAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
): Promise<ContainerEnd> {
  const { engine } = attempt;
  const name = containerName(started);
  const output = new Output(engine, name, live);
  let heardAt = performance.now();
  for (;;) {
    try {
      const isComplete = await output.follow();
      const found = await inspect(engine, name, live.signal);
      heardAt = performance.now();
      if (found === null) {
        over();
        throw new TaskFailure(
          `The engine doesn't know the container ${name} any more: somebody removed it, and how it ended is not known.`,
        );
      }
      if (hasEnded(found) && isComplete) {
        await output.end();
        return await endOf(attempt, name, found, live);
      }
    } catch (error) {
      if (!(error instanceof EngineSilent) || live.signal.aborted) throw error;
      if (performance.now() - heardAt > silentMs) throw error;
    }
    await sleep(pauseMs, live.signal);
  }
}

const hasEnded = ({ State }: Inspected): boolean =>
  !State.Running && ["exited", "dead", "stopped"].includes(State.Status);

/** Its output, each byte once: where the connection broke it is read again from the start, and what was shown is passed over. */
class Output {
  readonly #engine: Engine;
  readonly #name: string;
  readonly #live: LiveAttempt;
  readonly #shown = { 1: 0, 2: 0 };
  readonly #decoders = { 1: new TextDecoder(), 2: new TextDecoder() };

  constructor(engine: Engine, name: string, live: LiveAttempt) {
    this.#engine = engine;
    this.#name = name;
    this.#live = live;
  }

  /** Answers whether there is no more; false where the connection is lost. */
  async follow(): Promise<boolean> {
    const { signal } = this.#live;
    const query = { follow: "true", stdout: "true", stderr: "true" };
    const path = `/containers/${this.#name}/logs`;
    try {
      const body = await this.#engine.stream("GET", path, { query, signal });
      const left = { ...this.#shown };
      for await (const { stream, bytes } of readFrames(body)) {
        const fresh = bytes.subarray(left[stream]);
        left[stream] -= bytes.length - fresh.length;
        if (fresh.length === 0) continue;
        this.#shown[stream] += fresh.length;
        const text = this.#decoders[stream].decode(fresh, { stream: true });
        if (text !== "") await this.#live.print(text);
      }
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineRefused && error.status !== 404)
        throw new Error(`Its output can't be had: ${error.message}`, { cause: error });
      return false;
    }
  }

  async end(): Promise<void> {
    const rest = this.#decoders[1].decode() + this.#decoders[2].decode();
    if (rest !== "") await this.#live.print(rest);
  }
}

async function endOf(
  { engine, action, report, figures }: ContainerAttempt,
  name: string,
  { State }: Inspected,
  live: LiveAttempt,
): Promise<ContainerEnd> {
  const written = await fileIn(engine, name, outputFile, maxOutputFileBytes, live);
  const read =
    written === null
      ? { values: {} }
      : "text" in written
        ? outputsOf(written.text)
        : { problem: `$TRUNKLINE_OUTPUT ${written.problem}.` };
  const ended = {
    exitCode: State.ExitCode,
    isOutOfMemory: State.OOMKilled === true,
    outputs: "values" in read ? read.values : {},
    problem: "problem" in read ? read.problem : null,
  };
  if (report === undefined) return ended;
  const path = posix.resolve(action.workingDirectory ?? "/", report.file);
  const given = await fileIn(engine, name, path, maxReportBytes, live);
  return { ...ended, report: await foundReport(report, given, figures) };
}

/** A file of the container. */
async function fileIn(
  engine: Engine,
  name: string,
  path: string,
  maxBytes: number,
  { signal }: LiveAttempt,
): Promise<TaskFile> {
  try {
    const query = { path };
    const body = await engine.stream("GET", `/containers/${name}/archive`, { query, signal });
    const file = await untilStopped(fileOfTar(body, maxBytes), signal);
    return "problem" in file ? file : { text: file.content.toString() };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineRefused && error.status === 404) return null;
    if (error instanceof EngineRefused) return { problem: `can't be read: ${reason(error)}` };
    throw error instanceof EngineSilent ? error : new EngineSilent(reason(error), { cause: error });
  }
}

/** The outputs of one that ended well. @throws TaskFailure */
export function judged(
  { exitCode, isOutOfMemory, outputs, problem, report: found }: ContainerEnd,
  { action: { memory }, report }: Pick<ContainerAttempt, "action" | "report">,
): Record<string, string> {
  // Not every engine tells that the kernel ended it.
  const why = isOutOfMemory
    ? ` It needed more memory than it may have (${memory}).`
    : exitCode === 128 + 9
      ? ` Ended by SIGKILL, perhaps because it needed more memory than it may have (${memory}).`
      : "";
  const verdict = report && found ? verdictOf(report, exitCode, found) : null;
  const given = { ...verdict?.outputs, ...outputs };
  if (!(verdict?.succeeded ?? exitCode === 0))
    throw new TaskFailure(
      `${verdict?.message ?? exitCodeMessage(exitCode)}${why}${problem === null ? "" : ` ${problem}`}`,
      { exitCode, outputs: given, ...(verdict ? { verdict: "failed" } : {}) },
    );
  if (problem !== null) throw new Error(problem.replace(/\.$/, ""));
  if (outputs === null)
    throw new TaskFailure(
      "It succeeded, and its outputs were lost with the worker that ran it: one of them has a secret in it, so they were not recorded.",
    );
  return given;
}

/**
 * Ends it: as the engine stops it, with time to end by itself, then by force. Answers whether it is known to have ended.
 * @param graceMs Between SIGTERM and SIGKILL
 */
export async function end(
  attempt: ContainerAttempt,
  started: Started,
  graceMs: number,
): Promise<boolean> {
  const { engine } = attempt;
  const name = containerName(started);
  const signal = AbortSignal.timeout(graceMs + 15_000);
  try {
    await untilStopped(attempt.underWay ?? Promise.resolve(), signal);
    const t = String(Math.ceil(graceMs / 1_000));
    for (let tries = 0; ; tries++) {
      const found = await inspect(engine, name, signal).catch(silence);
      // One that never began to run is removed, and so ended.
      if (found === null || (found && !found.State.Running)) return true;
      const [verb, query] = tries === 0 ? (["stop", { t }] as const) : (["kill", {}] as const);
      await engine
        .ask("POST", `/containers/${name}/${verb}`, { query, signal, timeoutMs: graceMs + 15_000 })
        .catch(silence);
      if (tries > 0) await sleep(200, signal);
    }
  } catch {
    return false;
  }
}

const silence = (error: unknown): undefined => {
  if (error instanceof EngineSilent || error instanceof EngineRefused) return undefined;
  throw error;
};
