// `trunkline variables`: the variables of projects and their values.

import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  description: "A change of a variable has everything that waits for it judged again.",
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
  },
  examples: [{ command: "trunkline variables", description: "all of them, with who set them" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const variables = await withServer(input, signal, (api) => api.variables(ofProject(options)));
    out.list(variables, [
      { title: "VARIABLE", value: (one) => `${one.project}/${one.name}` },
      { title: "VALUE", value: (one) => one.value },
      { title: "SINCE", value: (one) => shownInstant(one.at) },
      { title: "BY", value: (one) => one.actor ?? `run ${one.run}` },
      { title: "REASON", value: (one) => one.reason ?? "" },
    ]);
    if (variables.length === 0) out.note("no variable has a value");
  },
});
