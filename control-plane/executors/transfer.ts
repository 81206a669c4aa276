// The executor of `uses: transfer`: files from one place to another, within the worker.

import { createHash } from "node:crypto";
import type { TransferAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { filePatternProblem } from "#core/file-pattern.ts";
import { folderProblem } from "#core/file-place.ts";
import { type AddressSettings, judgeAddresses } from "./addresses.ts";
import type { AttemptRequest, AttemptResult, Executor } from "./executor.ts";
import { asTaskFailure } from "./http/answer.ts";
import { InProcessAttempts, type LiveAttempt, TaskFailure } from "./in-process.ts";
import type { AllowedFolder } from "./places/local-folder.ts";
import { openPlace, type PlaceSettings } from "./places/open.ts";
import { Files } from "./transfer/files.ts";
import { type Done, ProgressRecord } from "./transfer/progress.ts";

export interface TransferExecutorOptions {
  /** Which addresses are connected to; without it all but those that no task has business with. */
  addresses?: AddressSettings;
  /** Folders of this host that tasks may use; default none. */
  localFiles?: readonly AllowedFolder[];
}

export function createTransferExecutor(
  options: TransferExecutorOptions = {},
): Executor<TransferAction> {
  const attempts = new InProcessAttempts();
  const judge = judgeAddresses(options.addresses);
  const { localFiles = [] } = options;
  return {
    kind: "transfer",
    run(written): Promise<AttemptResult> {
      return attempts.run(written, async (live) => {
        const request = asTaskFailure(() => prepared(written), "It");
        const { secrets, refusal = null } = request;
        const settings = (signal: AbortSignal) => ({
          ...{ secrets, judge, refusal, localFiles, signal },
        });
        return await transferred(request, live, settings);
      });
    },
    killAll: () => attempts.killAll(),
    close: () => attempts.close(),
  };
}

/** For clearing away after a cancellation. */
const clearMs = 5_000;

async function transferred(
  request: AttemptRequest<TransferAction>,
  live: LiveAttempt,
  settings: (signal: AbortSignal) => PlaceSettings,
): Promise<Record<string, string>> {
  const { action, external, runId, task } = request;
  const takes = action.after !== "keep";
  await using from = await openPlace(action.from, takes, settings(live.signal));
  await using to = await openPlace(action.to, true, settings(live.signal));
  if (from.text === to.text)
    throw new TaskFailure(`\`from\` and \`to\` are the same place: ${from.text}.`, {
      mayRetry: false,
    });
  const progress = await ProgressRecord.open(external);
  live.signal.throwIfAborted();
  const key = createHash("sha256").update(`${runId}/${task}`).digest("hex");
  const { signal, print } = live;
  const files = new Files({ action, from, to, progress, key, print, signal });
  try {
    await print(`From ${from.text} to ${to.text}.\n`);
    return outputsOf(await files.all());
  } catch (error) {
    // Nobody goes on with it then; a further attempt would.
    if (request.signal.reason === "cancelled" && files.begun !== null) {
      const { name, handle } = files.begun;
      await discarded(action, name, handle, settings(AbortSignal.timeout(clearMs))).catch(() => {});
    }
    throw error;
  }
}

async function discarded(
  { to }: TransferAction,
  name: string,
  handle: string,
  settings: PlaceSettings,
): Promise<void> {
  await using place = await openPlace(to, true, settings);
  await place.discard(name, handle);
}

const outputsOf = ({ files, bytes, names }: Done): Record<string, string> => ({
  files: String(files),
  bytes: String(bytes),
  names: JSON.stringify(names),
});

/** With the values of its expressions. @throws ExpressionError, TaskFailure for one that gives no path */
function prepared(request: AttemptRequest<TransferAction>): AttemptRequest<TransferAction> {
  const action = actionWithValues(request.action, request.values);
  const wrong = (text: string, problem: string) =>
    new TaskFailure(`${JSON.stringify(text)} can't be used: ${problem}.`, { mayRetry: false });
  for (const text of action.files) {
    const problem = filePatternProblem(text);
    if (problem !== null) throw wrong(text, problem);
  }
  const { moveTo } = action;
  const problem =
    moveTo === null ? null : folderProblem(moveTo, action.from.connection?.type ?? null);
  if (problem !== null) throw wrong(moveTo ?? "", problem);
  return { ...request, action };
}
