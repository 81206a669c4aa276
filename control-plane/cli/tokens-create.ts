// `trunkline tokens create`: a token for a robot, printed once.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "The token is all that is printed on stdout, and it is never shown again: the server keeps a digest. What the robot may is\n" +
    "said by teams and policies; --scope narrows that for this token.",
  arguments: {
    ROBOT: { required: true, description: "the robot's name, such as nightly-export" },
  },
  options: {
    ...actOptions,
    scope: {
      type: "list",
      value: "ACTION",
      description:
        "all that the token lets do, such as read or trigger; default: what the robot may",
    },
    expires: {
      type: "string",
      value: "DURATION",
      default: "90d",
      description: "for how long it can be used; 366d at most",
    },
  },
  examples: [
    {
      command: "trunkline tokens create nightly-export --scope read --scope trigger",
      description: "a token that can only look and start runs",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const { scope, expires } = options;
    const body = {
      robot: args.ROBOT,
      expiresIn: expires,
      ...(scope.length === 0 ? {} : { scopes: scope }),
    };
    const made = await withServer(input, signal, (api) => api.createToken(body));
    out.value(made, ({ token }) => token);
    out.note(
      `Token ${made.id} of ${made.robot}, until ${shownInstant(made.expiresAt)}. Keep it now: it is not shown again.`,
    );
  },
});
