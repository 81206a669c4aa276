// `trunkline backfills pause`, `resume` and `cancel`: the acts on a backfill.

import { progressOf } from "./backfills.ts";
import { actOptions, defineCommand } from "./command.ts";

type Act = "pause" | "resume" | "cancel";

const commandOf = (act: Act, description: string, example: string) =>
  defineCommand({
    description,
    arguments: { ID: { required: true, description: "the backfill's id" } },
    options: {
      ...actOptions,
      reason: { type: "string", value: "TEXT", description: "kept with it" },
    },
    examples: [{ command: `trunkline backfills ${act} 3`, description: example }],
    exits: ["failed", "refused"],
    async run(input) {
      const { args, options, out, signal } = input;
      const { withServer } = await import("./connect.ts");
      const body = options.reason === undefined ? {} : { reason: options.reason };
      const backfill = await withServer(input, signal, (api) =>
        api.actOnBackfill(args.ID, act, body),
      );
      out.value(
        backfill,
        () => `Backfill ${backfill.id} is ${backfill.state}: ${progressOf(backfill)}`,
      );
    },
  });

export const pause = commandOf(
  "pause",
  "Makes no further runs; those under way go on.",
  "let the night's work have the machines",
);
export const resume = commandOf("resume", "Goes on where it was paused.", "go on in the morning");
export const cancel = commandOf(
  "cancel",
  "Makes no further runs, and cancels those that have not ended. It can't be resumed.",
  "it was the wrong month",
);
