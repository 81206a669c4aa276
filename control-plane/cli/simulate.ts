// `trunkline simulate`: every fire time of the files in a range, or what a change does to them.

import { choiceOptions } from "./choose-pipelines.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "By the scheduler's own functions, without a server. A range is [--from, --to). Of dates it is one of business dates, each\n" +
    "pipeline's own by its zone and new day; of instants, written with their offset, one of due times. Each fire time is a line,\n" +
    "in time order over all pipelines: coinciding triggers of a pipeline are one, as they are one run. Pipelines that no\n" +
    "schedule makes due (by hand, `after` others) have none, and one that is paused on a server has them all the same.\n" +
    "\n" +
    "--diff compares the fire times with those of a revision. Lines are those that were `removed`, `added`, `moved` (the same\n" +
    "business date, another instant) or `redated` (the same instant, for another date), and the dates to which the change-over\n" +
    "gives two runs or none.",
  arguments: { DIR: { description: "the project's root; default: here" } },
  options: {
    from: {
      type: "string",
      value: "DATE",
      description: "begin: a business date, or an instant; default: now",
    },
    to: {
      type: "string",
      value: "DATE",
      description: "end, exclusive; default: 31 days after --from",
    },
    ...choiceOptions,
    revision: {
      type: "string",
      value: "REV",
      description: "the files of a branch, a tag or a commit; default: as they are",
    },
    diff: {
      type: "string",
      value: "REV",
      description: "say what differs from the fire times of this revision",
    },
    at: {
      type: "string",
      value: "INSTANT",
      description:
        "with --diff: when the change is deployed; default: when --revision was committed, or now",
    },
    exitCode: { type: "boolean", description: "with --diff: end with 10 when fire times differ" },
  },
  examples: [
    {
      command: "trunkline simulate --from 2026-12-01 --to 2027-01-01",
      description: "a month, by business dates",
    },
    {
      command:
        "trunkline simulate prd --tag tier=gold --from 2026-12-24 --to 2027-01-02 --output json",
      description: "one {pipeline, date, at, local, slot, trigger, because?} a line",
    },
    {
      command: "trunkline simulate --diff main --from 2026-12-01 --to 2027-12-01",
      description: "what your changes do to a year",
    },
  ],
  exits: ["failed", "refused", "changes"],
  async run({ args, options, out, cwd }) {
    const { deployedAt, rangeOf } = await import("./simulated-range.ts");
    const { checkNames, chooser } = await import("./choose-pipelines.ts");
    const { readSimulated } = await import("./simulated-files.ts");
    const { diff } = options;
    if (diff === undefined && options.at !== undefined)
      throw new CommandError("usage", "--at is for --diff", "name the revision to compare with");
    if (diff === undefined && options.exitCode)
      throw new CommandError(
        "usage",
        "--exit-code is for --diff",
        "name the revision to compare with",
      );
    const range = rangeOf(options);
    const isChosen = await chooser(options);
    const after = await readSimulated(cwd, args.DIR, options.revision ?? null);
    const before = diff === undefined ? null : await readSimulated(cwd, args.DIR, diff);
    checkNames(options.pipeline, before === null ? [after] : [before, after]);
    for (const { file } of after.broken)
      out.error(`error: ${file} has errors: see \`trunkline validate\``);
    if (before === null || diff === undefined) {
      const { simulateFiles } = await import("./simulate-files.ts");
      return simulateFiles(after, isChosen, range, out);
    }
    const { compareFiles } = await import("./simulate-diff.ts");
    const at = deployedAt(options.at, after.at);
    const sides = { before, after, isChosen, range, at, revision: diff };
    const differs = await compareFiles(sides, out);
    if (after.broken.length + before.broken.length > 0) return "failed";
    return differs && options.exitCode ? "changes" : "ok";
  },
});
