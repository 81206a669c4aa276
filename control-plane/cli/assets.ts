// `trunkline assets`: data products and when they were updated.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "An asset is a named data product that tasks update (`writes`), read (`reads`) and wait for.\n" +
    "With a `freshness` it is stale when its newest update is older.",
  arguments: { NAME: { required: false, description: "only this one" } },
  options: connectionOptions,
  examples: [{ command: "trunkline assets", description: "all of them, with the last update" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const assets = await withServer(input, signal, (api) =>
      api.assets(args.NAME === undefined ? {} : { name: args.NAME }),
    );
    out.list(assets, [
      { title: "ASSET", value: (one) => one.name },
      { title: "UPDATED", value: (one) => shownInstant(one.at) },
      { title: "STATE", value: (one) => one.state },
      { title: "FRESH UNTIL", value: (one) => shownInstant(one.freshUntil) },
      { title: "DATE", value: (one) => one.date ?? "" },
      {
        title: "BY",
        value: (one) => one.actor ?? (one.run === null ? "" : `run ${one.run} of ${one.project}`),
      },
      { title: "WRITTEN BY", value: (one) => one.writers.join(", ") },
      { title: "READ BY", value: (one) => one.readers.join(", ") },
    ]);
    if (assets.length === 0) out.note("no asset was updated yet");
  },
});
