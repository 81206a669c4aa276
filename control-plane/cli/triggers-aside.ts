// `trunkline triggers aside`: messages of which no run could be made, and what one of them says.

import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  description: "Without an id the newest 500 of them; with one also what came: headers and body.",
  arguments: { ID: { description: "a message's id" } },
  options: { ...connectionOptions, ...projectOption },
  examples: [
    { command: "trunkline triggers aside", description: "which, and why" },
    { command: "trunkline triggers aside 7", description: "what one of them says" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const id = args.ID;
    if (id !== undefined) {
      const message = await withServer(input, signal, (api) => api.message(id));
      const { content, reason, outcome, key, project, pipeline, at } = message;
      out.value(message, () =>
        [
          `message ${id} of ${project}/${pipeline}, ${shownInstant(at)}: ${outcome}`,
          `key: ${key}`,
          ...(reason === null ? [] : [`reason: ${reason}`]),
          content === null ? "its content was not kept" : JSON.stringify(content, null, 2),
        ].join("\n"),
      );
      return;
    }
    const query = { ...ofProject(options), limit: 500 };
    const messages = await withServer(input, signal, (api) => api.asideMessages(query));
    out.list(messages, [
      { title: "ID", value: (one) => one.id },
      { title: "PIPELINE", value: (one) => `${one.project}/${one.pipeline}` },
      { title: "AT", value: (one) => shownInstant(one.at) },
      { title: "KEY", value: (one) => one.key },
      { title: "REASON", value: (one) => one.reason ?? "" },
    ]);
    if (messages.length === 0) out.note("no message is set aside");
  },
});
