// Makes a container once: its name is the key of the submission, so that the engine itself refuses a second one.

import { hostname } from "node:os";
import type { ContainerAction } from "#core/action.ts";
import { submissionKey } from "../connector/key.ts";
import type { AttemptRequest } from "../executor.ts";
import { type LiveAttempt, TaskFailure, untilStopped } from "../in-process.ts";
import { sleep } from "../stop.ts";
import { definition, keyLabel, outputFolder } from "./definition.ts";
import { type Engine, EngineRefused, EngineSilent } from "./engine.ts";
import { haveImage } from "./pull.ts";
import { remove } from "./remove.ts";
import { containerName, recorded, type Started, startedFrom } from "./started.ts";
import { tarOfEmptyFile } from "./tar.ts";

/** So often an engine without an answer is asked again, within one attempt. */
const mostTries = 6;
const firstPauseMs = 100;

export interface Inspected {
  Id: string;
  Config?: { Labels?: Record<string, string> | null };
  State: {
    Status: string;
    Running: boolean;
    ExitCode: number;
    OOMKilled?: boolean;
    Error?: string;
  };
}

export interface ContainerAttempt extends AttemptRequest<ContainerAction> {
  engine: Engine;
  /** What is asked so that it is not broken off half-way: stopping the container waits for it. */
  underWay: Promise<unknown> | null;
}

/** The container that an earlier attempt made, or what is to become one; it is recorded before anything is asked. */
export async function adoptOrName(
  request: AttemptRequest<ContainerAction>,
  socket: string,
  live: LiveAttempt,
): Promise<Started> {
  const { external } = request;
  const earlier = await external.earlier();
  live.signal.throwIfAborted();
  if (earlier.open !== null) {
    // Of this attempt now, so that what becomes of it is written to it.
    await external.submitted(earlier.open);
    return startedFrom(earlier.open);
  }
  const text = request.env.TRUNKLINE_IDEMPOTENCY_KEY ?? `${request.runId}/${request.task}`;
  // What ended is not looked for again: a retry is a container of its own.
  const key = submissionKey(earlier.over === 0 ? text : `${text}/${earlier.over + 1}`);
  const started: Started = { key, socket, host: hostname(), id: null, end: null };
  await external.submitted(recorded(started));
  return started;
}

/** Made and started, or found so. @throws TaskFailure when it is gone, Error, and the signal's reason */
export async function haveStarted(
  attempt: ContainerAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
): Promise<Started> {
  const name = containerName(started);
  let known = started;
  let found = await again(live, () => inspect(attempt.engine, name, live.signal));
  if (found !== null) {
    mustBeOurs(found, started.key, name);
    await live.print(`An earlier attempt made the container ${name} already: following it.\n`);
  } else if (started.host !== hostname()) {
    throw new TaskFailure(
      `It needs attention: the container ${name} was made, or about to be, by a worker on ${started.host}, and the engine of this one, on ${hostname()}, doesn't know it. Look there, then \`trunkline rerun\` or \`trunkline mark\`.`,
      { mayRetry: false },
    );
  } else if (started.id !== null) {
    over();
    throw new TaskFailure(
      `The engine doesn't know the container ${name} any more: somebody removed it, and how it ended is not known.`,
    );
  } else {
    await haveImage(attempt.engine, attempt.action, live);
    found = await again(live, () => make(attempt, started, name, live));
  }
  if (known.id === null) {
    known = { ...started, id: found.Id };
    await attempt.external.submitted(recorded(known));
  }
  await startOnce(attempt, known, live, over);
  return known;
}

/** Null when there is none. */
export async function inspect(
  engine: Engine,
  name: string,
  signal: AbortSignal,
): Promise<Inspected | null> {
  try {
    return (await engine.ask("GET", `/containers/${name}/json`, { signal })) as Inspected;
  } catch (error) {
    if (error instanceof EngineRefused && error.status === 404) return null;
    throw error;
  }
}

async function make(
  attempt: ContainerAttempt,
  started: Started,
  name: string,
  live: LiveAttempt,
): Promise<Inspected> {
  const { engine } = attempt;
  const body = definition(attempt, started);
  try {
    // Not broken off: the engine would make it behind our back.
    await whole(attempt, live, () =>
      engine.ask("POST", "/containers/create", { query: { name }, body }),
    );
  } catch (error) {
    if (!(error instanceof EngineRefused)) throw error;
    // 409 of Docker, 500 of Podman: the name is taken, perhaps by what we asked for before the connection broke.
    const taken = await inspect(engine, name, live.signal);
    if (taken === null) throw new Error(`The container can't be made: ${error.message}`);
  }
  const made = await inspect(engine, name, live.signal);
  if (made === null) throw new Error(`The container ${name} was made, and is gone`);
  mustBeOurs(made, started.key, name);
  return made;
}

/** One that has run is never started again: the engine would run it a second time. */
async function startOnce(
  attempt: ContainerAttempt,
  started: Started,
  live: LiveAttempt,
  over: () => void,
): Promise<void> {
  const { engine } = attempt;
  const name = containerName(started);
  await again(live, async () => {
    const found = await inspect(engine, name, live.signal);
    if (found === null || !isNew(found)) return;
    mustBeOurs(found, started.key, name);
    const archive = tarOfEmptyFile("output");
    await engine.ask("PUT", `/containers/${name}/archive`, {
      ...{ query: { path: outputFolder }, body: archive, signal: live.signal },
    });
    try {
      await whole(attempt, live, () => engine.ask("POST", `/containers/${name}/start`));
    } catch (error) {
      if (!(error instanceof EngineRefused)) throw error;
      over();
      await remove(engine, started);
      throw new TaskFailure(`The container can't be started: ${error.message}.`);
    }
  });
}

/** Podman says `initialized` of one whose start was broken off. */
const isNew = ({ State }: Inspected): boolean =>
  ["created", "configured", "initialized"].includes(State.Status);

function mustBeOurs({ Config }: Inspected, key: string, name: string): void {
  if (Config?.Labels?.[keyLabel] !== key)
    throw new Error(`There is a container ${name} that Trunkline didn't make for this task`);
}

/** Asks to the end, also when the attempt is stopped meanwhile; stopping it waits for that. */
async function whole<T>(
  attempt: ContainerAttempt,
  live: LiveAttempt,
  ask: () => Promise<T>,
): Promise<T> {
  live.signal.throwIfAborted();
  const asked = ask();
  attempt.underWay = asked.catch(() => {});
  return await untilStopped(asked, live.signal);
}

/** Everything here may be asked twice. @throws EngineSilent after the last try, and the signal's reason */
async function again<T>(live: LiveAttempt, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof EngineSilent) || tries === mostTries) throw error;
      await sleep(firstPauseMs * 2 ** (tries - 1), live.signal);
    }
  }
}
