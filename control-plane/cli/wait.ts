// The options of commands that may wait for a run.

import type { OptionSpec } from "./command.ts";

export const waitOptions = {
  wait: {
    type: "boolean",
    description: "stay until the run has ended; its state is the exit code",
  },
  timeout: {
    type: "string",
    value: "DURATION",
    description: "with --wait: give up after so long, such as 30m; the run goes on",
  },
  follow: { type: "boolean", short: "f", description: "--wait, and print what the tasks print" },
} as const satisfies Record<string, OptionSpec>;
