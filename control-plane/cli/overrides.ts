// `trunkline overrides`: what people changed of single runs, for those who look at it in the morning.

import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Gates that were opened by `trunkline force` and values that were given by `trunkline override` or a rerun, the newest\n" +
    "first: what nobody has reviewed yet, or all of it.",
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
    date: { type: "string", value: "YYYY-MM-DD", description: "only for this business date" },
    all: { type: "boolean", description: "also what was reviewed" },
    limit: {
      type: "integer",
      value: "N",
      default: 100,
      range: [1, 100_000],
      description: "at most so many",
    },
  },
  examples: [
    { command: "trunkline overrides", description: "what the night changed" },
    { command: "trunkline overrides review 12", description: "run 12 was looked at" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { everyItem } = await import("./pages.ts");
    const { shownInstant } = await import("./instant.ts");
    const { date, all, limit } = options;
    const filter = {
      ...ofProject(options),
      ...(date === undefined ? {} : { date }),
      open: !all,
    };
    const found = await withServer(input, signal, (api) =>
      Array.fromAsync(everyItem((page) => api.overrides({ ...filter, ...page }), limit)),
    );
    out.list(found, [
      { title: "RUN", value: (one) => one.run },
      { title: "PIPELINE", value: (one) => `${one.project}/${one.pipeline}` },
      { title: "DATE", value: (one) => one.date },
      { title: "TASK", value: (one) => one.task ?? "" },
      { title: "WHAT", value: (one) => one.what },
      { title: "BY", value: (one) => one.actor },
      { title: "AT", value: (one) => shownInstant(one.at) },
      ...(all ? [{ title: "REVIEWED", value: (one: Override) => one.reviewedBy ?? "" }] : []),
      { title: "REASON", value: (one) => one.reason },
    ]);
    if (found.length === 0) out.note(all ? "nothing was changed" : "nothing is to be reviewed");
  },
});

type Override = { reviewedBy: string | null };
