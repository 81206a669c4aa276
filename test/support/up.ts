// `trunkline up` (or `server`, `worker`) as a real process, waited for by what it prints.

import type { ChildProcess } from "node:child_process";
import { eventually } from "./eventually.ts";
import { type Ended, startTrunkline, trunkline } from "./trunkline.ts";

export interface Running extends AsyncDisposable {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Everything printed so far, both streams. */
  printed(): string;
  /** Waits until the text was printed; fails at once when the process has ended. */
  said(text: string, deadlineMs?: number): Promise<void>;
  /** SIGTERM, and the end. */
  stop(): Promise<Ended>;
}

export interface RunningOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Of another version of the program. */
  program?: string;
}

export function running(words: readonly string[], options: RunningOptions = {}): Running {
  const { child, ended } = startTrunkline(words, options);
  let text = "";
  let over = false;
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  const closed = ended.then(() => {
    over = true;
  });
  const stop = async () => {
    child.kill("SIGTERM");
    return ended;
  };
  return {
    child,
    ended,
    printed: () => text,
    async said(wanted, deadlineMs = 30_000) {
      await eventually(
        `${words[0]} prints "${wanted}"`,
        () => {
          if (over && !text.includes(wanted))
            throw new Error(`trunkline ${words.join(" ")} ended:\n${text}`);
          return text.includes(wanted);
        },
        deadlineMs,
      ).catch((error: Error) => {
        throw new Error(`${error.message}\nPrinted so far:\n${text}`);
      });
    },
    stop,
    async [Symbol.asyncDispose]() {
      if (!over) child.kill("SIGTERM");
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 15_000))]);
      if (!over) child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Commands against the server of one state folder. */
export function commands(state: string, env: NodeJS.ProcessEnv = {}) {
  const call = (words: readonly string[]): Promise<Ended> =>
    trunkline([...words], { env: { TRUNKLINE_STATE: state, ...env } });
  return {
    call,
    /** Lines of JSON that the command printed, whatever its exit code. */
    async json<T = Record<string, unknown>>(...words: string[]): Promise<T[]> {
      const { stdout, stderr } = await call([...words, "--output", "json"]);
      const lines = stdout.split("\n").filter((line) => line !== "");
      if (lines.length === 0 && stderr.includes("error:")) throw new Error(stderr);
      return lines.map((line) => JSON.parse(line) as T);
    },
  };
}
