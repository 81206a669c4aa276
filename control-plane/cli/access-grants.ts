// `trunkline access grants`: who has a right for a while, and because of what; or what running tasks may use now.

import type { GrantView, RunGrantView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import type { Output } from "./output.ts";

export const command = defineCommand({
  arguments: {},
  options: {
    ...connectionOptions,
    all: { type: "boolean", description: "those that have ended, too" },
    runs: {
      type: "boolean",
      description: "secrets and connections that running tasks may use now",
    },
    project: { type: "string", value: "NAME", description: "with `--runs`: only of this project" },
  },
  examples: [
    { command: "trunkline access grants", description: "what holds or waits now" },
    {
      command: "trunkline access grants --runs",
      description: "which secrets and connections are in use, by which tasks",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { CommandError } = await import("./exit.ts");
    if (options.runs && options.all)
      throw new CommandError(
        "usage",
        "--all is about rights that people have",
        "what runs had is in the audit: `trunkline audit --act grant.created`",
      );
    if (options.project !== undefined && !options.runs)
      throw new CommandError("usage", "--project goes with --runs", "add --runs");
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    if (options.runs) {
      const { project } = options;
      const used = await withServer(input, signal, (api) => api.runGrants({ project }));
      listOfRuns(out, used, shownInstant);
      return;
    }
    const asked = options.all ? { all: true } : {};
    const grants = await withServer(input, signal, (api) => api.grants(asked));
    out.list(grants, [
      { title: "ID", value: ({ id }) => String(id) },
      { title: "WHO", value: ({ grantee }) => grantee },
      { title: "MAY", value: ({ actions }) => actions.join(",") },
      { title: "WHAT", value: whatOf },
      { title: "BECAUSE OF", value: ({ kind, ticket }) => `${kind} ${ticket}` },
      { title: "APPROVED BY", value: ({ approvedBy }) => approvedBy ?? "nobody yet" },
      { title: "UNTIL", value: ({ until }) => shownInstant(until) },
      {
        title: "STATE",
        value: ({ ending, endedBy }) => (ending === null ? "" : `${ending} by ${endedBy}`),
      },
      { title: "REASON", value: ({ reason }) => reason },
    ]);
    if (grants.length === 0) out.note("nobody has a right for a while");
  },
});

function listOfRuns(
  out: Output,
  grants: readonly RunGrantView[],
  shownInstant: (text: string) => string,
): void {
  out.list(grants, [
    { title: "RUN", value: ({ run }) => run },
    { title: "PIPELINE", value: (one) => `${one.project}/${one.pipeline}` },
    { title: "TASK", value: ({ task }) => task },
    { title: "ATTEMPT", value: ({ attempt }) => String(attempt) },
    { title: "MAY USE", value: ({ resource }) => resource },
    { title: "SINCE", value: ({ since }) => shownInstant(since) },
    { title: "UNTIL", value: ({ until }) => shownInstant(until) },
    { title: "STATE", value: ({ state }) => state },
  ]);
  if (grants.length === 0) out.note("no running task has a secret or a connection");
}

const whatOf = ({ project, pipelines, tags }: GrantView): string =>
  [
    pipelines.length === 0 ? project : pipelines.map((one) => `${project}/${one}`).join(" "),
    ...Object.entries(tags).flatMap(([key, values]) => values.map((value) => `${key}=${value}`)),
  ].join(" ");
