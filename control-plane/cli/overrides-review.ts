// `trunkline overrides review`: somebody has looked at what was changed of a run.

import type { ApiClient } from "#api/client.ts";
import { actOptions, defineCommand } from "./command.ts";
import { manyOptions } from "./many-options.ts";

export const command = defineCommand({
  arguments: { RUN: { description: "the run's id; left out with --where" } },
  options: { ...actOptions, ...manyOptions },
  examples: [
    { command: "trunkline overrides review 12", description: "take run 12 off the list" },
    {
      command: "trunkline overrides review --where \"date == '2026-11-20'\"",
      description: "what was changed for a day, after showing the list",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { actOnMany, oneOrMany } = await import("./many-runs.ts");
    const id = oneOrMany(args.RUN, options.where);
    if (id === null)
      return actOnMany(input, "review", (api, run) => api.review(run.id), { ids: toReview });
    const run = await withServer(input, signal, (api) => api.review(id));
    out.value(run, () => `Run ${run.id} of ${run.project}/${run.pipeline} is reviewed`);
    return "ok";
  },
});

/** Runs of which something is open. */
async function toReview(api: ApiClient): Promise<ReadonlySet<string>> {
  const { everyItem } = await import("./pages.ts");
  const open = everyItem((page) => api.overrides({ open: true, ...page }));
  return new Set(await Array.fromAsync(open, ({ run }) => run));
}
