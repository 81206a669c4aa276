// `trunkline triggers retry`: try a message that was set aside again.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description: "The trigger as it is deployed now judges it; what came is what is tried.",
  arguments: {
    MESSAGE: {
      required: true,
      description: "its id; or a pipeline, for the newest 500 that are set aside of it",
    },
  },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "why, for the audit" },
  },
  examples: [
    {
      command: "trunkline triggers retry 7 --reason 'after the trigger was changed'",
      description: "`trunkline triggers aside` has the ids",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { asideIds } = await import("./aside-messages.ts");
    const { reason } = options;
    const body = reason === undefined ? {} : { reason };
    await withServer(input, signal, async (api) => {
      for (const id of await asideIds(api, args.MESSAGE)) {
        const became = await api.retryMessage(id, body);
        out.value({ message: id, ...became }, () =>
          became.run === null
            ? `message ${id}: ${became.outcome}`
            : `message ${id} made run ${became.run}`,
        );
      }
    });
  },
});
