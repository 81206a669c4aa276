// The options of commands that act on many.

import type { OptionSpec } from "./command.ts";

const optionsOf = (what: string) =>
  ({
    where: {
      type: "string",
      value: "EXPRESSION",
      description: `every ${what} of which this is true; see docs/recovery.md`,
    },
    yes: { type: "boolean", short: "y", description: "with --where: don't ask" },
    pace: {
      type: "string",
      value: "N/s",
      default: "10/s",
      description: "with --where: so many a second at most; N/m a minute",
    },
  }) as const satisfies Record<string, OptionSpec>;

export const manyOptions = optionsOf("newest run");
export const manyPipelinesOptions = optionsOf("deployed pipeline");
