// The executor of `uses: unsupported`: says why, and fails, once.

import type { UnsupportedAction } from "#core/action.ts";
import type { Executor } from "./executor.ts";

export const unsupportedExecutor: Executor<UnsupportedAction> = {
  kind: "unsupported",
  run: async ({ action }) => ({
    // No exit code: no rule of its end that was written for the real work must take it for a success.
    ending: "error",
    exitCode: null,
    signal: null,
    message: `This can't run here: ${action.reason}`,
    outputs: {},
    mayRetry: false,
  }),
  killAll: async () => {},
  close: async () => {},
};
