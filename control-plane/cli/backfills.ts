// `trunkline backfills`: the backfills, and how far they are.

import type { BackfillView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description: "Newest first. `trunkline backfill` makes one.",
  arguments: {},
  options: {
    ...connectionOptions,
    limit: {
      type: "integer",
      value: "N",
      default: 20,
      range: [1, 10_000],
      description: "at most so many",
    },
  },
  examples: [{ command: "trunkline backfills", description: "which are there, how far are they" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { everyItem } = await import("./pages.ts");
    const found = await withServer(input, signal, (api) =>
      Array.fromAsync(everyItem((page) => api.backfills(page), options.limit)),
    );
    out.list(found, [
      { title: "BACKFILL", value: ({ id }) => String(id) },
      { title: "PIPELINE", value: ({ project, pipeline }) => `${project}/${pipeline}` },
      { title: "STATE", value: ({ state }) => state },
      { title: "FROM", value: ({ from }) => from },
      { title: "TO", value: ({ to }) => to },
      { title: "RUNS", value: progressOf },
      { title: "NOTE", value: ({ note, reason }) => note ?? reason ?? "" },
    ]);
    if (found.length === 0) out.note("there is no backfill");
  },
});

/** `12 of 31: 10 succeeded, 2 running`. */
export const progressOf = ({ total, left, counts }: BackfillView): string => {
  const states = Object.entries(counts).map(([state, runs]) => `${runs} ${state}`);
  return `${total - left} of ${total}${states.length === 0 ? "" : `: ${states.join(", ")}`}`;
};
