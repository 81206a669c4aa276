// `trunkline try`: runs a pipeline of the files as they are, for real, on this machine, and leaves nothing behind.

import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Needs no server and no commit: a database of its own is started and thrown away, with everything that the tasks wrote\n" +
    "into their own folders. What they do elsewhere is real. No schedule fires. The run is marked uncommitted.",
  arguments: {
    PIPELINE: { description: "its name; may be left out when the project has only one" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    task: { type: "string", value: "NAME", description: "only this task and those that it needs" },
    only: { type: "boolean", description: "with --task: without those that it needs" },
    param: { type: "list", value: "NAME=VALUE", short: "p", description: "a parameter" },
    date: {
      type: "string",
      value: "YYYY-MM-DD",
      description: "business date; default: the present one by the pipeline's zone and new day",
    },
  },
  examples: [
    { command: "trunkline try daily-revenue", description: "before the commit" },
    {
      command: "trunkline try daily-revenue --task report --param region=eu",
      description: "up to one task",
    },
  ],
  exits: ["failed", "refused", "interrupted"],
  stopsItself: true,
  async run({ args, options, out, cwd, signal }) {
    const { parseParams } = await import("./params.ts");
    const params = parseParams(options.param);
    const { projectRoot } = await import("./project-root.ts");
    const { asGitFault } = await import("./git-fault.ts");
    const { readTrial } = await import("./trial.ts");
    const root = projectRoot(cwd, args.DIR);
    const { task, only, date } = options;
    const trial = await asGitFault(() => readTrial({ root, pipeline: args.PIPELINE, task, only }));
    if ("diagnostics" in trial) {
      const { printed } = await import("#core/diagnostic.ts");
      const { renderDiagnostic } = await import("#core/render-diagnostic.ts");
      for (const each of trial.diagnostics) {
        const text = trial.textOf(each.file);
        out.value(printed(each), () => renderDiagnostic(each, { color: out.color, text }));
        out.text();
      }
      return "failed";
    }
    const { runTrial } = await import("./run-trial.ts");
    return runTrial(trial, { params, date, out, signal });
  },
});
