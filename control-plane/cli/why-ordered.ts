// `trunkline why-ordered`: whether the legacy rules start a job on a date, and which of them decides.

import { type LegacySystem, legacySystems } from "#migrators/legacy.ts";
import { defineCommand } from "./command.ts";
import { plainDate } from "./date-range.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Reads exports of another scheduler as `trunkline import` does and explains one business date of one job by the legacy\n" +
    "rules: whether it is ordered (due) on it, each rule, calendar, month, confirmation, exclusion, period, window and zone with\n" +
    "what it says of the date and where it is written, and the dates around on which the job is ordered. Dependencies are named\n" +
    "and decide nothing. A date on which nobody can tell, such as without a calendar that is asked for, ends with 1.",
  arguments: {
    JOB: {
      required: true,
      description:
        "as --simulate names it: FOLDER/JOB of Control-M, the name of AutoSys, FILE:LINE of cron; its last part is enough where no other job ends so",
    },
    DATE: { required: true, description: "business date, 2026-12-01" },
    FILE: { required: true, variadic: true, description: "the exports, as for `trunkline import`" },
  },
  options: {
    source: {
      type: "string",
      value: "SOURCE",
      choices: legacySystems,
      description: "what the files are from; default: what they look like",
    },
    params: { type: "string", value: "FILE", description: "what the exports don't say" },
  },
  examples: [
    {
      command: "trunkline why-ordered SALES/LOAD 2026-12-01 export.xml --params params.yaml",
      description: "why Control-M orders the job on that date, or doesn't",
    },
    {
      command:
        "trunkline why-ordered etc/crontab:4 2026-03-08 etc/crontab --source cron --output json",
      description: "the same of a line of a crontab, for programs",
    },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, cwd }) {
    const { readEstate } = await import("./import-read.ts");
    const { sourceOf } = await import("./import-source.ts");
    const { explainedJob, printExplanation } = await import("./why-ordered-text.ts");
    const date = plainDate("DATE", args.DATE);
    const system: LegacySystem = options.source ?? (await sourceOf(args.FILE, cwd));
    const { rangeAround } = await import("#migrators/explain.ts");
    const { estate } = await readEstate(system, args.FILE, {
      ...{ cwd, params: options.params, out, range: rangeAround(date) },
    });
    const { findJob } = await import("#migrators/find-job.ts");
    for (const { findings } of estate.files.filter(({ refused }) => refused))
      for (const { place, message } of findings.slice(0, 1))
        out.error(`error: ${place.file}:${place.line}:${place.column}: ${message}`);
    const found = findJob(estate.jobs, args.JOB);
    if ("fault" in found) throw new CommandError("failed", found.fault, found.help);
    const told = explainedJob(found.job, date, estate);
    printExplanation(told, out);
    return told.ordered === null ? "failed" : "ok";
  },
});
