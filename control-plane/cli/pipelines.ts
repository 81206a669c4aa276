// `trunkline pipelines`: what is deployed and whether it is well.

import type { PipelineSummary } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
    where: {
      type: "string",
      value: "EXPRESSION",
      description: "only those of which this is true; see docs/recovery.md",
    },
  },
  examples: [
    { command: "trunkline pipelines", description: "with their health, next and last run" },
    { command: 'trunkline pipelines --where "paused"', description: "what somebody paused" },
    {
      command: "trunkline pipelines --where \"stage == 'observe'\"",
      description: "what another scheduler runs still",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { everyItem } = await import("./pages.ts");
    const { shownInstant } = await import("./instant.ts");
    const { where } = options;
    const filter = { ...ofProject(options), ...(where === undefined ? {} : { where }) };
    const pipelines = await withServer(input, signal, (api) =>
      Array.fromAsync(everyItem((page) => api.pipelines({ ...page, ...filter }))),
    );
    out.list(pipelines, [
      { title: "PIPELINE", value: (one) => `${one.project}/${one.name}` },
      { title: "HEALTH", value: (one) => one.health.status },
      { title: "NEXT RUN", value: (one) => shownInstant(one.nextRun) || "none by time" },
      ...(pipelines.some(({ wave }) => wave)
        ? [{ title: "STAGE", value: ({ wave }: PipelineSummary) => wave?.stage ?? "" }]
        : []),
      {
        title: "LAST RUN",
        value: ({ lastRun }) => (lastRun === null ? "never" : `${lastRun.id} ${lastRun.state}`),
      },
      { title: "OWNER", value: (one) => one.owner ?? "" },
      { title: "REASON", value: (one) => one.health.reason ?? "" },
    ]);
    if (pipelines.length === 0)
      out.note(where === undefined ? "nothing is deployed" : "there is no such pipeline");
  },
});
