// `trunkline tokens rotate`: a new token in the place of one that goes on for a while.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "The new token has the same robot, scopes and length of life. A robot can replace its own token without any further right.",
  arguments: { ID: { required: true, description: "as `trunkline tokens list` shows it" } },
  options: {
    ...actOptions,
    overlap: {
      type: "string",
      value: "DURATION",
      default: "24h",
      description: "for how long the old one can still be used; 0s ends it now",
    },
  },
  examples: [
    {
      command: "trunkline tokens rotate 4k2m9x0c7v1b --overlap 1h",
      description: "the old one is of no use after an hour",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const { overlap } = options;
    const made = await withServer(input, signal, (api) => api.rotateToken(args.ID, { overlap }));
    out.value(made, ({ token }) => token);
    out.note(
      `Token ${made.id} of ${made.robot}, until ${shownInstant(made.expiresAt)}; ${args.ID} goes on until ${shownInstant(made.overlapUntil ?? made.expiresAt)}.`,
    );
  },
});
