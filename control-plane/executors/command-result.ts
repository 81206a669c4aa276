// What an attempt of a command came to: how it ended, by itself or because it was stopped.

import { exitCodeMessage } from "#core/exit-code.ts";
import type { AttemptResult } from "./executor.ts";
import { readOutputs } from "./outputs-file.ts";
import type { Stop } from "./stop.ts";
import type { CommandEnd } from "./supervisor/client.ts";

/** What an attempt that nobody stopped came to. */
export async function judge(
  end: CommandEnd,
  outputsFile: string,
  owner: number | null,
): Promise<AttemptResult> {
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
  const outputs = await readOutputs(outputsFile, owner);
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

export const notRun = (message: string): AttemptResult => result("error", message);

export const stopped = (stop: Stop, end?: CommandEnd): AttemptResult => ({
  ...result(stop.ending, stop.message),
  ...(end?.kind === "exited" && { exitCode: end.code, signal: end.signal }),
});

/** Whether the task had ended by itself before the reason to stop it reached it. */
export const overtaken = (stop: Stop, end: CommandEnd): boolean =>
  stop.ending !== "error" && end.kind === "exited" && !end.killed;
