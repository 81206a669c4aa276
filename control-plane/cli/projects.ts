// `trunkline projects`: every project on one line, with how far behind its branch it may be and why.

import type { ProjectView } from "#api/client.ts";
import { formatDuration } from "#core/duration.ts";
import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "LAG is how long ago the repository was reached: what is deployed may be as stale as that. A project whose registration\n" +
    "is broken goes on as it was registered; one that is unregistered waits for `trunkline sync PROJECT --confirm HASH`.",
  arguments: {},
  options: connectionOptions,
  examples: [
    { command: "trunkline projects", description: "state, lag and reason of each" },
    { command: "trunkline projects --output json", description: "one project a line" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const projects = await withServer(input, signal, (api) => api.projects());
    out.list(projects, [
      { title: "PROJECT", value: (one) => one.name },
      { title: "ENVIRONMENT", value: (one) => one.environment },
      { title: "STATE", value: (one) => stateOf(one) },
      { title: "COMMIT", value: (one) => one.deployed?.commit.slice(0, 12) ?? "" },
      { title: "PIPELINES", value: (one) => String(one.pipelines) },
      { title: "IN ERROR", value: (one) => (one.broken === 0 ? "" : String(one.broken)) },
      { title: "LAG", value: (one) => lagOf(one) },
      { title: "REASON", value: (one) => reasonOf(one) },
    ]);
    if (projects.length === 0) out.note("no project is registered");
  },
});

const stateOf = ({ sync, registration }: ProjectView): string =>
  registration === null || registration.state === "registered"
    ? sync.state
    : `${sync.state}, ${registration.state}`;

const lagOf = ({ sync }: ProjectView): string =>
  sync.checkedAt === null ? "never" : formatDuration(sync.lagSeconds * 1000) || "0s";

/** The first thing that somebody should do something about. */
const reasonOf = ({ sync, registration }: ProjectView): string =>
  sync.reason ?? registration?.reason ?? "";
