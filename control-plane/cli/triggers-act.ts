// `trunkline triggers retry` and `discard`: the acts on messages that were set aside.

import type { ApiClient } from "#api/client.ts";
import { actOptions, defineCommand } from "./command.ts";

interface Act {
  description: string;
  /** Why somebody does it, and the command's name. */
  example: string;
  /** @param body What is recorded. Answers what to give out, and in words. */
  act(
    api: ApiClient,
    message: string,
    body: { reason?: string },
  ): Promise<{ became: object; words: string }>;
}

const commandOf = ({ description, example, act }: Act) =>
  defineCommand({
    description,
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
    examples: [{ command: example, description: "`trunkline triggers aside` has the ids" }],
    exits: ["failed", "refused"],
    async run(input) {
      const { args, options, out, signal } = input;
      const { withServer } = await import("./connect.ts");
      const { asideIds } = await import("./aside-messages.ts");
      const body = options.reason === undefined ? {} : { reason: options.reason };
      await withServer(input, signal, async (api) => {
        for (const message of await asideIds(api, args.MESSAGE)) {
          const { became, words } = await act(api, message, body);
          out.value({ message, ...became }, () => `message ${message} ${words}`);
        }
      });
    },
  });

export const retry = commandOf({
  description: "The trigger as it is deployed now judges it; what came is what is tried.",
  example: "trunkline triggers retry 7 --reason 'after the trigger was changed'",
  async act(api, message, body) {
    const became = await api.retryMessage(message, body);
    const { run, outcome } = became;
    return { became, words: run === null ? `is ${outcome}` : `made run ${run}` };
  },
});

export const discard = commandOf({
  description: "Its content is forgotten; its key stays known, so that it does not come back.",
  example: "trunkline triggers discard 7 --reason 'it was a test of theirs'",
  async act(api, message, body) {
    return { became: await api.discardMessage(message, body), words: "is given up" };
  },
});
