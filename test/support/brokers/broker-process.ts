// A broker of a test: a process that listens on loopback, can be killed and started again, and is ended with the test.

import { type ChildProcess, spawn } from "node:child_process";
import { eventually } from "../eventually.ts";
import { listens } from "../free-port.ts";

export interface BrokerProcess extends AsyncDisposable {
  /** Kills it; what it keeps on disk stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface BrokerProgram {
  argv: readonly string[];
  env?: Record<string, string>;
  /** Where it listens once it is ready. */
  port: number;
  /** Whether it is ready although it listens; it is unless given. */
  isReady?(): Promise<boolean>;
}

const startMs = 60_000;

export async function brokerProcess(program: BrokerProgram): Promise<BrokerProcess> {
  const [command = "", ...args] = program.argv;
  let child: ChildProcess | null = null;
  const start = async () => {
    let log = "";
    const own = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...program.env },
      detached: true,
    });
    child = own;
    for (const stream of [own.stdout, own.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        log = (log + text).slice(-5_000);
      });
    const look = async () => {
      if (own.exitCode !== null) throw new Error(`${command} ended: ${log}`);
      return (await listens(program.port)) && ((await program.isReady?.()) ?? true);
    };
    await eventually(`${command} listens`, look, startMs);
  };
  const stop = async () => {
    const own = child;
    child = null;
    if (own === null || own.exitCode !== null) return;
    const ended = new Promise((resolve) => own.once("close", resolve));
    // With what it has started itself.
    process.kill(-(own.pid as number), "SIGKILL");
    await ended;
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { start, stop, [Symbol.asyncDispose]: stop };
}
