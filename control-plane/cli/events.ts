// `trunkline events`: the events that are there.

import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  description: "An event is a named fact with a business date; it is there until it is cleared.",
  arguments: { NAME: { required: false, description: "only events of this name" } },
  options: {
    ...connectionOptions,
    ...projectOption,
  },
  examples: [{ command: "trunkline events", description: "all events, with who emitted them" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const events = await withServer(input, signal, (api) =>
      api.events({
        ...ofProject(options),
        ...(args.NAME === undefined ? {} : { name: args.NAME }),
      }),
    );
    out.list(events, [
      { title: "EVENT", value: (one) => `${one.project}/${one.name}` },
      { title: "DATE", value: (one) => one.date },
      { title: "SINCE", value: (one) => shownInstant(one.at) },
      { title: "BY", value: (one) => one.actor ?? `run ${one.run}` },
      { title: "REASON", value: (one) => one.reason ?? "" },
    ]);
    if (events.length === 0) out.note("no event is there");
  },
});
