// `trunkline tokens list`: robots' tokens, without their secrets.

import type { TokenView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { ROBOT: { required: false, description: "only this robot's" } },
  options: {
    ...connectionOptions,
    all: { type: "boolean", description: "those that have expired or were revoked, too" },
  },
  examples: [
    { command: "trunkline tokens list", description: "what can be used now, and when it was last" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const tokens = await withServer(input, signal, (api) =>
      api.tokens({
        ...(args.ROBOT === undefined ? {} : { robot: args.ROBOT }),
        ...(options.all ? { all: true } : {}),
      }),
    );
    out.list(tokens, [
      { title: "ID", value: (one) => one.id },
      { title: "ROBOT", value: (one) => one.robot },
      { title: "SCOPES", value: (one) => one.scopes?.join(",") ?? "all" },
      { title: "MADE BY", value: (one) => one.createdBy },
      {
        title: "LAST USED",
        value: (one) => (one.lastUsedAt === null ? "never" : shownInstant(one.lastUsedAt)),
      },
      { title: "UNTIL", value: (one) => shownInstant(one.expiresAt) },
      { title: "STATE", value: stateOf },
    ]);
    if (tokens.length === 0) out.note("there is no token");
  },
});

function stateOf({ usable, revokedAt, replacedBy }: TokenView): string {
  if (revokedAt !== null) return "revoked";
  if (replacedBy !== null) return `replaced by ${replacedBy}`;
  return usable ? "" : "expired";
}
