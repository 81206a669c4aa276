// `trunkline runs`: the newest runs.

import { runStates } from "#core/run.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Newest first; among them the due times that passed without a run, with the reason. With --output json each has its\n" +
    "revision, trace and tasks, as `trunkline runs show` has them.",
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
    pipeline: { type: "string", value: "NAME", description: "only of this pipeline" },
    status: {
      type: "string",
      value: "STATE",
      choices: runStates,
      description: "only in this state",
    },
    date: { type: "string", value: "YYYY-MM-DD", description: "only for this business date" },
    commit: {
      type: "string",
      value: "ID",
      description: "only of this deployed commit, by its first digits",
    },
    where: {
      type: "string",
      value: "EXPRESSION",
      description: "only those of which this is true; see docs/recovery.md",
    },
    limit: {
      type: "integer",
      value: "N",
      default: 20,
      range: [1, 1_000_000],
      description: "at most so many",
    },
  },
  examples: [
    { command: "trunkline runs", description: "the last 20" },
    {
      command: "trunkline runs --status failed --date 2026-11-20",
      description: "what failed for a day",
    },
    {
      command: "trunkline runs --where \"'gold' in tags.tier && age < duration('12h')\"",
      description: "the night's runs of gold",
    },
    { command: "trunkline runs --commit 3fa2b1c", description: "what ran as this commit said" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { everyItem } = await import("./pages.ts");
    const { shownDuration, shownInstant } = await import("./instant.ts");
    const named = options.pipeline === undefined ? null : splitName(options.pipeline);
    const project = named?.project ?? options.project;
    const filter = {
      ...ofProject({ project }),
      ...(named === null ? {} : { pipeline: named.name }),
      ...(options.status === undefined ? {} : { state: options.status }),
      ...(options.date === undefined ? {} : { date: options.date }),
      ...(options.commit === undefined ? {} : { commit: commitOf(options.commit) }),
      // A table has no room for them.
      ...(out.format === "json" ? { tasks: true } : {}),
      ...(options.where === undefined ? {} : { where: options.where }),
    };
    const runs = await withServer(input, signal, (api) =>
      Array.fromAsync(everyItem((page) => api.runs({ ...filter, ...page }), options.limit)),
    );
    out.list(runs, [
      { title: "RUN", value: (run) => run.id },
      { title: "PIPELINE", value: (run) => `${run.project}/${run.pipeline}` },
      { title: "STATE", value: (run) => run.state },
      { title: "DATE", value: (run) => run.date },
      { title: "TRIGGER", value: (run) => run.trigger },
      { title: "COMMIT", value: (run) => run.commit.slice(0, 12) },
      { title: "CREATED", value: (run) => shownInstant(run.createdAt) },
      { title: "TOOK", value: (run) => shownDuration(run.startedAt, run.finishedAt) },
      { title: "REASON", value: (run) => run.reason ?? "" },
    ]);
    if (runs.length === 0) out.note("there is no such run");
  },
});

function commitOf(text: string): string {
  if (/^[\da-f]{1,64}$/i.test(text)) return text;
  throw new CommandError(
    "usage",
    `--commit '${text}' is no commit id`,
    "it takes hex digits, from the first on: branches and tags move, so runs don't know them",
  );
}
