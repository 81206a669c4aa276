// `trunkline blackout`: the times in which runs of chosen pipelines do not start.

import type { BlackoutView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: {},
  options: connectionOptions,
  examples: [{ command: "trunkline blackout", description: "those that are and are to come" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const blackouts = await withServer(input, signal, (api) => api.blackouts());
    out.list(blackouts, [
      { title: "ID", value: (one) => one.id },
      { title: "FROM", value: (one) => shownInstant(one.from) },
      { title: "TO", value: (one) => shownInstant(one.to) },
      { title: "PIPELINES", value: whichOf },
      { title: "MODE", value: (one) => one.mode },
      { title: "BY", value: (one) => one.actor },
      { title: "REASON", value: (one) => one.reason ?? "" },
    ]);
    if (blackouts.length === 0) out.note("there is no blackout");
  },
});

function whichOf({ project, pipeline, tags }: BlackoutView): string {
  const words = Object.entries(tags).flatMap(([tag, list]) => list.map((word) => `${tag}=${word}`));
  const name = project === null ? pipeline : `${project}/${pipeline ?? "*"}`;
  return [...(name === null ? [] : [name]), ...words].join(" ") || "all";
}
