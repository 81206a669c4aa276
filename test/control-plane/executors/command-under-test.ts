// A command executor over a directory of its own, for the tests of this folder.

import { afterAll } from "vitest";
import type { CommandAction } from "#core/action.ts";
import { type CommandExecutorOptions, createCommandExecutor } from "#executors/command.ts";
import { GitObjects } from "#test/support/git-objects.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

export const script = (text: string): CommandAction => ({
  kind: "command",
  script: text,
  variables: {},
});

export type CommandUnderTest = Awaited<ReturnType<typeof ownCommandExecutor>>;

/** An executor for this test alone, which may be stopped, crashed or set otherwise. */
export async function ownCommandExecutor(options: Partial<CommandExecutorOptions> = {}) {
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

let shared: Promise<CommandUnderTest> | null = null;
afterAll(async () => {
  await (await shared)?.[Symbol.asyncDispose]();
});

/** One executor for all tests of a file that leave it as it is: a supervisor's start takes 0.1 s. */
export const sharedCommandExecutor = (): Promise<CommandUnderTest> =>
  (shared ??= ownCommandExecutor());
