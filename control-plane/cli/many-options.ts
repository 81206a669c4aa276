// The options of commands that act on many runs.

import type { OptionSpec } from "./command.ts";

export const manyOptions = {
  where: {
    type: "string",
    value: "EXPRESSION",
    description: "every newest run of which this is true, instead of RUN; see docs/recovery.md",
  },
  yes: { type: "boolean", short: "y", description: "with --where: don't ask" },
  pace: {
    type: "string",
    value: "N/s",
    default: "10/s",
    description: "with --where: so many a second at most; N/m a minute",
  },
} as const satisfies Record<string, OptionSpec>;
