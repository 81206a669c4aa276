// The executor of `uses: file`: waits within the worker until files are ready.

import type { FileAction } from "#core/action.ts";
import { actionWithValues } from "#core/action-values.ts";
import { formatDuration } from "#core/duration.ts";
import { filePatternProblem } from "#core/file-pattern.ts";
import { filePlaceText, folderProblem, hostsOfFilePlace, pathIn } from "#core/file-place.ts";
import { type AddressSettings, judgeAddresses } from "./addresses.ts";
import type { AttemptRequest, AttemptResult, Executor } from "./executor.ts";
import { lookAt } from "./file/look.ts";
import { PlaceTurns } from "./file/place-turns.ts";
import { FileWait, outputsOf, readyText } from "./file/wait.ts";
import { asTaskFailure } from "./http/answer.ts";
import { InProcessAttempts, TaskFailure } from "./in-process.ts";
import { type AllowedFolder, allowedRoot } from "./places/local-folder.ts";
import { defaultListLimits } from "./places/place.ts";

export interface FileExecutorOptions {
  /** Which addresses are connected to; without it all but those that no task has business with. */
  addresses?: AddressSettings;
  /** Folders of this host that tasks may look at; default none. */
  localFiles?: readonly AllowedFolder[];
}

export function createFileExecutor(options: FileExecutorOptions = {}): Executor<FileAction> {
  const attempts = new InProcessAttempts();
  const judge = judgeAddresses(options.addresses);
  const { localFiles = [] } = options;
  const turns = new PlaceTurns();
  return {
    kind: "file",
    async run(written): Promise<AttemptResult> {
      let wait: FileWait | null = null;
      const result = await attempts.run(written, async (live) => {
        const {
          action,
          external,
          secrets,
          refusal = null,
          onWaiting = () => {},
        } = asTaskFailure(() => prepared(written), "It");
        // What it may not look at at all is no matter of waiting.
        if (action.connection === null) await allowedRoot(action.path, false, localFiles);
        const settings = { secrets, judge, refusal, localFiles, signal: live.signal };
        const place = hostsOfFilePlace(action).join() || action.path;
        const look = () =>
          turns.run(place, live.signal, () => lookAt(action, defaultListLimits, settings));
        await live.print(
          `Looks in ${filePlaceText(action)} every ${formatDuration(action.everyMs)}.\n`,
        );
        wait = new FileWait({ action, external, live, look, onWaiting });
        const files = await wait.files();
        await live.print(readyText(files));
        return outputsOf(files, (name) => pathIn(action, name));
      });
      const seen = (wait as FileWait | null)?.said;
      return result.ending === "timedOut" && seen !== undefined
        ? { ...result, message: `${result.message} Seen last: ${seen}.` }
        : result;
    },
    killAll: () => attempts.killAll(),
    close: () => attempts.close(),
  };
}

/** With the values of its expressions. @throws ExpressionError, TaskFailure for one that gives no path */
function prepared(request: AttemptRequest<FileAction>): AttemptRequest<FileAction> {
  const action = actionWithValues(request.action, request.values);
  const problems = [
    [action.path, folderProblem(action.path, action.connection?.type ?? null)] as const,
    ...action.files.map((text) => [text, filePatternProblem(text)] as const),
  ];
  for (const [text, problem] of problems)
    if (problem !== null)
      throw new TaskFailure(`${JSON.stringify(text)} can't be used: ${problem}.`, {
        mayRetry: false,
      });
  return { ...request, action };
}
