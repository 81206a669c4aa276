// `trunkline access grants`: who has a right for a while, and because of what.

import type { GrantView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: {},
  options: {
    ...connectionOptions,
    all: { type: "boolean", description: "those that have ended, too" },
  },
  examples: [{ command: "trunkline access grants", description: "what holds or waits now" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
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

const whatOf = ({ project, pipelines, tags }: GrantView): string =>
  [
    pipelines.length === 0 ? project : pipelines.map((one) => `${project}/${one}`).join(" "),
    ...Object.entries(tags).flatMap(([key, values]) => values.map((value) => `${key}=${value}`)),
  ].join(" ");
