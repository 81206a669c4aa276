// `trunkline alerts why`: who was told of a run or a pipeline, or why nobody was.

import { connectionOptions, defineCommand } from "./command.ts";
import { projectOption } from "./project-option.ts";

export const command = defineCommand({
  description: "Of a pipeline about which nothing was to be told: who would be, if it failed now.",
  arguments: {
    RUN_OR_PIPELINE: { required: true, description: "a run's id, or a pipeline's name" },
  },
  options: { ...connectionOptions, ...projectOption },
  examples: [
    { command: "trunkline alerts why 812", description: "of a run" },
    { command: "trunkline alerts why settlement", description: "of a pipeline" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const what = args.RUN_OR_PIPELINE;
    const why = await withServer(input, signal, (api) =>
      /^\d+$/.test(what) ? api.whyRunAlerted(what) : api.whyPipelineAlerted(what, options.project),
    );
    out.value(why, () =>
      [
        ...why.answer,
        ...why.routes.flatMap(({ route, refused, told, ignored, later }) => [
          refused === null
            ? `  ${route} tells ${told.join(", ") || "nobody"}${later === null ? "" : `, at ${later}`}`
            : `  ${route} doesn't match: ${refused}`,
          ...ignored.map((line) => `    ${line}`),
        ]),
      ].join("\n"),
    );
  },
});
