// `trunkline users list`: people who have logged in.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: {},
  options: connectionOptions,
  examples: [{ command: "trunkline users list", description: "who has logged in, and when" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const users = await withServer(input, signal, (api) => api.users());
    out.list(users, [
      { title: "NAME", value: (one) => one.name },
      { title: "LAST LOGIN", value: (one) => shownInstant(one.lastLogin) },
      { title: "FIRST LOGIN", value: (one) => shownInstant(one.firstLogin) },
      { title: "SESSIONS", value: (one) => String(one.sessions) },
    ]);
    if (users.length === 0) out.note("nobody has logged in");
  },
});
