// A command executor over a directory of its own, for the tests of this folder.

import type { CommandAction } from "#core/pipeline.ts";
import { type CommandExecutorOptions, createCommandExecutor } from "#executors/command.ts";
import { GitObjects } from "#test/support/git-objects.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

export const script = (text: string): CommandAction => ({
  kind: "command",
  script: text,
  variables: {},
});

export async function commandExecutor(options: Partial<CommandExecutorOptions> = {}) {
  const directory = temporaryDirectory();
  const git = new GitObjects();
  const troubles: string[] = [];
  const executor = await createCommandExecutor({
    workDirectory: directory.path,
    readObjects: git.read,
    graceMs: 300,
    onTrouble: (message) => troubles.push(message),
    ...options,
  });
  return {
    executor,
    git,
    directory: directory.path,
    troubles,
    [Symbol.asyncDispose]: async () => {
      await executor.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}
