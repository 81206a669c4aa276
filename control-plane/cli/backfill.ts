// `trunkline backfill`: runs for due times of the past, as a plan first.

import type { ApiClient, BackfillPlanView, BackfillRequest } from "#api/client.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Shows how many runs it would make, in which order, and how long they may take; then it asks. The runs are made a\n" +
    "few at a time and stand back behind everything else. The same range again, or the same --key, is the same backfill.\n" +
    "See `trunkline backfills` for what became of it.",
  arguments: { PIPELINE: { required: true, description: "its name, or PROJECT/NAME" } },
  options: {
    ...actOptions,
    from: {
      type: "string",
      value: "DATE",
      description: "the first business date, or an instant; needed",
    },
    to: {
      type: "string",
      value: "DATE",
      description: "the last business date, included, or the instant before which it ends; needed",
    },
    runs: {
      type: "integer",
      value: "N",
      default: 1,
      range: [1, 1000],
      description: "so many at a time, within the pipeline's own limit",
    },
    order: {
      type: "string",
      value: "WHICH",
      choices: ["oldest", "newest"],
      default: "oldest",
      description: "which come first",
    },
    missing: { type: "boolean", description: "leave out due times with a run that succeeded" },
    param: {
      type: "list",
      value: "NAME=VALUE",
      short: "p",
      description: "a parameter of each run",
    },
    key: { type: "string", value: "KEY", description: "one backfill for this key" },
    reason: { type: "string", value: "TEXT", description: "kept with it" },
    plan: { type: "boolean", description: "only show what it would do" },
    yes: { type: "boolean", short: "y", description: "don't ask" },
  },
  examples: [
    {
      command: "trunkline backfill daily-revenue --from 2026-10-01 --to 2026-10-31 --plan",
      description: "what running October again would be",
    },
    {
      command:
        "trunkline backfill intraday --from 2026-11-20T06:00Z --to 2026-11-20T12:00Z --runs 4",
      description: "the due times of one morning, four at a time",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal, ask } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { parseParams } = await import("./params.ts");
    const { from, to } = options;
    if (from === undefined || to === undefined)
      throw new CommandError("usage", "which dates?", "give --from and --to");
    const { name, project } = splitName(args.PIPELINE);
    const params = parseParams(options.param);
    const body: BackfillRequest = {
      from,
      to,
      runs: options.runs,
      order: options.order,
      missing: options.missing,
      ...(Object.keys(params).length === 0 ? {} : { params }),
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.reason === undefined ? {} : { reason: options.reason }),
    };
    return withServer(input, signal, async (api: ApiClient) => {
      const plan = await api.planBackfill(name, body, project);
      const isSure = options.yes || plan.existing !== null;
      if (options.plan || !isSure || out.format === "text") out.value(plan, planText);
      if (options.plan) return "ok";
      if (plan.runs === 0 && plan.existing === null) return "ok";
      if (!isSure) {
        if (ask === null)
          throw new CommandError("usage", "nobody can be asked whether to do it", "add --yes");
        out.flush();
        if (!/^y(es)?$/i.test((await ask(`make ${runsText(plan.runs)}? [y/N] `)).trim())) {
          out.note("nothing was done");
          return "failed";
        }
      }
      const { backfill, created } = await api.startBackfill(name, body, project);
      if (!created) out.note(`this backfill is there already; with another --key it is a new one`);
      out.value(
        backfill,
        ({ id, state, total, left }) =>
          `Backfill ${id} is ${state}: ${total - left} of ${total} runs made`,
      );
      if (out.format === "text")
        out.note(`See it with \`trunkline backfills show ${backfill.id}\`.`);
      return "ok";
    });
  },
});

const runsText = (runs: number): string => (runs === 1 ? "1 run" : `${runs} runs`);

function planText(plan: BackfillPlanView): string {
  const { project, pipeline, runs, first, last, succeeded, estimateSeconds, existing } = plan;
  const title = `Backfill of ${project}/${pipeline} from ${plan.from} to ${plan.to}: ${runsText(runs)}`;
  if (first === null || last === null)
    return `${title}\n  there is no due time to run in that range`;
  return [
    title,
    `  first     ${first.date}  ${first.dueAt}`,
    `  last      ${last.date}  ${last.dueAt}`,
    `  order     the ${plan.order} first, ${plan.atATime} at a time`,
    `  takes     ${estimateSeconds === null ? "nobody knows: no run of it has succeeded yet" : `about ${spanText(estimateSeconds)}`}`,
    `  succeeded ${succeeded} of the due times have a run that did`,
    ...(existing === null ? [] : [`  known as  backfill ${existing}`]),
  ].join("\n");
}

function spanText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}
