// `trunkline triggers discard`: give up a message that was set aside.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description: "Its content is forgotten; its key stays known, so that it does not come back.",
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
      command: "trunkline triggers discard 7 --reason 'it was a test of theirs'",
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
        const became = await api.discardMessage(id, body);
        out.value({ message: id, ...became }, () => `message ${id} is given up`);
      }
    });
  },
});
