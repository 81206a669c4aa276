// `trunkline run`: starts a run of a deployed pipeline now.

import { actOptions, defineCommand } from "./command.ts";
import { parseParams } from "./params.ts";
import { waitOptions } from "./wait.ts";

export const command = defineCommand({
  description:
    "Parameters that aren't given have their defaults. The same --dedup-key again answers the run that exists, so that a\n" +
    "caller may repeat itself; with another date or other parameters it is refused. With TRACEPARENT in the environment the run's trace belongs to the caller's.",
  arguments: {
    PIPELINE: { required: true, description: "its name, or PROJECT/NAME" },
  },
  options: {
    ...actOptions,
    param: { type: "list", value: "NAME=VALUE", short: "p", description: "a parameter" },
    date: {
      type: "string",
      value: "YYYY-MM-DD",
      description: "business date; default: the present one by the pipeline's zone and new day",
    },
    dedupKey: { type: "string", value: "KEY", description: "one run for this key" },
    ...waitOptions,
  },
  examples: [
    {
      command: "trunkline run daily-revenue --wait",
      description: "its end is the command's: 0 succeeded, 1 failed or cancelled",
    },
    {
      command: "trunkline run daily-revenue --date 2026-11-20 --param region=eu --follow",
      description: "for another day, with its output",
    },
  ],
  exits: ["failed", "refused", "timedOut", "interrupted"],
  stopsItself: true,
  async run(input) {
    const { args, options, env, out } = input;
    const { splitName } = await import("./connect.ts");
    const { startAndWait } = await import("./wait-for-run.ts");
    const { name, project } = splitName(args.PIPELINE);
    const body = {
      params: parseParams(options.param),
      ...(options.date === undefined ? {} : { date: options.date }),
      ...(options.dedupKey === undefined ? {} : { dedupKey: options.dedupKey }),
      ...(isTraceparent(env.TRACEPARENT) ? { traceparent: env.TRACEPARENT } : {}),
    };
    return startAndWait(input, async (api) => {
      const { run, created } = await api.startRun(name, body, project);
      if (!created) out.note(`the key ${options.dedupKey} has its run already`);
      return run;
    });
  },
});

/** A variable of the environment that isn't one is nobody's mistake here. */
const isTraceparent = (text: string | undefined): text is string =>
  /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(text ?? "");
