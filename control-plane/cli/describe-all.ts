// All commands loaded, for those who need the whole table: completion and docs/cli.md.

import type { Described } from "./command.ts";
import { commands } from "./commands.ts";

export const describeAll = (): Promise<Described[]> =>
  Promise.all(
    commands.map(async ({ name, summary, load }) => ({ name, summary, command: await load() })),
  );
