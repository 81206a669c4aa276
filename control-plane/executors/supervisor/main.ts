// The supervisor: a process of its own, outside the worker's process group, that starts commands
// for one worker and ends them all when that worker is gone or silent.
//
// Arguments: the time without a beat after which the worker counts as lost, in milliseconds, and
// an empty directory for its pipes. The worker is at the other end of descriptor 3, not of standard
// output: Node writes to a standard stream synchronously, so a stopped worker would block it.

import { closeSync, fchownSync } from "node:fs";
import { Socket } from "node:net";
import { type OutputPipe, PipeStock } from "./pipes.ts";
import {
  encodeFrame,
  encodeJson,
  encodeNumber,
  type Frame,
  FrameReader,
  frameTypes,
  type KillCommand,
  type StartCommand,
} from "./protocol.ts";
import { SupervisedCommand } from "./supervised.ts";

const [silenceMs, pipeDirectory] = [Number(process.argv[2]), process.argv[3] as string];
const worker = new Socket({ fd: 3, readable: true, writable: true });
const pipes = new PipeStock(pipeDirectory);
/** Null while a command waits for its pipe. */
const commands = new Map<number, SupervisedCommand | null>();
let lastHeard = performance.now();

const handlers: Record<number, (frame: Frame) => void> = {
  [frameTypes.beat]: () => {},
  [frameTypes.start]: ({ attempt, payload }) => {
    start(attempt, JSON.parse(payload.toString())).catch(die);
  },
  [frameTypes.kill]: ({ attempt, payload }) => {
    const { graceMs }: KillCommand = JSON.parse(payload.toString());
    const command = commands.get(attempt);
    if (command === null) commands.delete(attempt);
    command?.kill(graceMs);
  },
  [frameTypes.credit]: ({ attempt, payload }) =>
    commands.get(attempt)?.credit(payload.readUInt32BE()),
};

async function start(attempt: number, spec: StartCommand): Promise<void> {
  commands.set(attempt, null);
  try {
    const pipe = await pipes.take();
    const taken: Taken = spec.isSplit ? [pipe, await secondOf(pipe)] : [pipe];
    const command = await startIn(taken, attempt, spec);
    commands.set(attempt, command);
    worker.write(encodeNumber(frameTypes.started, attempt, command.group));
  } catch (error) {
    commands.delete(attempt);
    worker.write(encodeFrame(frameTypes.failed, attempt, Buffer.from((error as Error).message)));
  }
}

type Taken = [OutputPipe, OutputPipe?];

async function secondOf(first: OutputPipe): Promise<OutputPipe> {
  try {
    return await pipes.take();
  } catch (error) {
    closeSync(first.readEnd);
    closeSync(first.writeEnd);
    pipes.giveBack(first, true);
    throw error;
  }
}

async function startIn(taken: Taken, attempt: number, spec: StartCommand) {
  const all = taken.filter((one) => one !== undefined);
  const giveBack = (ended: boolean) => {
    for (const pipe of all) pipes.giveBack(pipe, ended);
  };
  try {
    // So that `> /dev/stderr` works for it too, which opens the pipe anew.
    if (spec.user)
      for (const { writeEnd } of all) fchownSync(writeEnd, spec.user.uid, spec.user.gid);
    if (!commands.has(attempt)) throw new Error("The command was stopped before it started.");
    return await SupervisedCommand.start(spec, taken, {
      onOutput: (bytes, isStdout) =>
        worker.write(encodeFrame(isStdout ? frameTypes.stdout : frameTypes.output, attempt, bytes)),
      onExit: (exit, outputEnded) => {
        commands.delete(attempt);
        // Another user's pipe stays another user's.
        giveBack(outputEnded && spec.user === undefined);
        worker.write(encodeJson(frameTypes.exited, attempt, exit));
      },
    });
  } catch (error) {
    // Nobody wrote to it.
    for (const { readEnd } of all) closeSync(readEnd);
    giveBack(spec.user === undefined);
    throw error;
  } finally {
    for (const { writeEnd } of all) closeSync(writeEnd);
  }
}

/** Everything dies with the connection: results could reach nobody, and a new attempt may follow. */
function die(): never {
  for (const command of commands.values()) command?.kill(0);
  process.exit(1);
}

const frames = new FrameReader();
worker.on("data", (bytes: Buffer) => {
  lastHeard = performance.now();
  for (const frame of frames.push(bytes)) handlers[frame.type]?.(frame);
});
worker.on("close", die);
worker.on("error", die);
process.on("uncaughtException", (error) => {
  console.error("The supervisor of commands ends by a fault of its own:", error);
  die();
});

const silent = () => performance.now() - lastHeard > silenceMs;
setInterval(() => {
  // After a stall of this process beats may lie unread: they are read before the second look.
  if (silent()) setImmediate(() => silent() && die());
}, silenceMs / 10);
