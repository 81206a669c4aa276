// One command of the table.

import type { Command } from "./command.ts";

export interface Entry {
  /** One word, or two for a verb below a noun: `runs show`. */
  name: string;
  /** One line, without a full stop. */
  summary: string;
  load: () => Promise<Command>;
}

export const entry = (
  name: string,
  summary: string,
  load: () => Promise<{ command: Command }>,
): Entry => ({
  name,
  summary,
  load: async () => (await load()).command,
});
