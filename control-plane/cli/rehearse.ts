// `trunkline rehearse`: what the files as they are would do in days to come, on a clock that doesn't wait.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "The files as they are run through the engine itself, in a database that is thrown away, with a clock that jumps from one\n" +
    "event to the next: nothing is started but stubs, which take as long as their tasks usually do. It tells each run with\n" +
    "what it waited for, how pools were used, and ends with 1 when a deadline is missed, a task comes too late for its window\n" +
    "or its approval, a run never starts or ends, or fails though nobody asked for that. The same files, words and seed give\n" +
    "the same lines.",
  arguments: { DIR: { description: "the project's root; default: here" } },
  options: {
    from: { type: "string", value: "DATE", description: "begin: a date, or an instant" },
    to: { type: "string", value: "DATE", description: "end, exclusive" },
    timezone: {
      type: "string",
      value: "ZONE",
      description: "of dates and of what is shown; default: the project's",
    },
    durations: {
      type: "string",
      value: "FILE",
      description: "YAML: how long tasks take and how they end, by pipeline/task",
    },
    recorded: {
      type: "boolean",
      description: "how long tasks took, by what a server has learned; the file comes first",
    },
    duration: {
      type: "string",
      value: "TIME",
      default: "1m",
      description: "of tasks of which nothing is known, at most half of their timeout",
    },
    seed: {
      type: "integer",
      value: "N",
      range: [0, 2 ** 31 - 1],
      description: "durations spread around the usual ones; without it there is no chance in them",
    },
    fail: {
      type: "list",
      value: "PIPELINE/TASK[@DATE]",
      description: "let a task fail, on a business date or always",
    },
    event: {
      type: "list",
      value: "NAME[:DATE]@INSTANT",
      description:
        "an event from outside; for the business date of the instant unless another is named",
    },
    variable: {
      type: "list",
      value: "NAME=VALUE",
      description: "a variable's value from the begin",
    },
    asset: {
      type: "list",
      value: "NAME@INSTANT",
      description: "an update of an asset from outside",
    },
    approveAfter: {
      type: "string",
      value: "TIME",
      default: "0s",
      description: "how long approvals take, or `never`",
    },
    warmUp: {
      type: "string",
      value: "TIME",
      default: "0s",
      description: "run so long before --from, for what looks back; it is not reported",
    },
    tail: {
      type: "string",
      value: "TIME",
      default: "1d",
      description: "how long after --to a run may still start and end",
    },
    ...connectionOptions,
  },
  examples: [
    {
      command: "trunkline rehearse --from 2026-11-23 --to 2026-11-24",
      description: "a day, every task a minute",
    },
    {
      command:
        "trunkline rehearse --from 2026-11-23 --to 2026-11-30 --recorded --seed 1 --fail ingest/load@2026-11-25",
      description: "a week as it usually goes, but for one failure",
    },
  ],
  exits: ["failed", "refused", "interrupted"],
  stopsItself: true,
  async run(input) {
    const { args, options, out, cwd, signal } = input;
    const { readRehearsed } = await import("./rehearsed-files.ts");
    const { planOf } = await import("./rehearsal-plan.ts");
    const { projectRoot } = await import("./project-root.ts");
    const { asGitFault } = await import("./git-fault.ts");
    const root = projectRoot(cwd, args.DIR);
    const files = await asGitFault(() => readRehearsed(root));
    const { printed } = await import("#core/diagnostic.ts");
    const { renderDiagnostic } = await import("#core/render-diagnostic.ts");
    if ("diagnostics" in files) {
      for (const each of files.diagnostics) {
        const text = files.textOf(each.file);
        out.value(printed(each), () => renderDiagnostic(each, { color: out.color, text }));
      }
      return "failed";
    }
    const pipelines = files.pipelines.map(({ pipeline }) => pipeline);
    const plan = planOf(options, { ...files, pipelines }, cwd);
    if ("diagnostics" in plan) {
      for (const each of plan.diagnostics)
        out.value(printed(each), () =>
          renderDiagnostic(each, { color: out.color, text: plan.text }),
        );
      return "failed";
    }
    const { recordedDurations } = await import("./recorded-durations.ts");
    const recorded = options.recorded ? await recordedDurations(input, files.project) : new Map();
    const { runRehearsal } = await import("./run-rehearsal.ts");
    const { reportOf } = await import("#core/rehearsal/report.ts");
    const { renderReport } = await import("#core/rehearsal/render.ts");
    try {
      const seed = options.seed ?? null;
      const facts = await runRehearsal(files, { plan, recorded, seed, out, signal });
      const lines = reportOf(facts);
      for (const line of lines) out.json(line);
      for (const line of renderReport(lines, plan.timezone)) out.text(line);
      return lines.some(({ kind }) => kind === "problem") ? "failed" : "ok";
    } catch (error) {
      if (signal.aborted) return "interrupted";
      throw error;
    }
  },
});
