// `trunkline logout`: ends the session of `trunkline login`, at the server and here.

import { connectApi } from "#api/client.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: {
    URL: { description: "the server; default: the one in TRUNKLINE_URL" },
  },
  options: {},
  examples: [
    { command: "trunkline logout https://trunkline.example", description: "on this machine" },
  ],
  exits: ["failed", "refused"],
  async run({ args, out, env, signal }) {
    const { explained } = await import("./connect.ts");
    const { storedLogin, storeLogin } = await import("./login-file.ts");
    const { loginUrl } = await import("./login-url.ts");
    const { ApiError } = await import("#api/request.ts");
    const url = loginUrl(args.URL, env);
    const found = await storedLogin(url, env, Date.now());
    try {
      if (found !== null) await connectApi({ url, token: found.token, signal }).logout();
    } catch (error) {
      // Over already: idle for too long, or ended by somebody else.
      if (!(error instanceof ApiError && error.status === 401)) throw explained(error, url);
    }
    await storeLogin(url, null, env);
    out.value({ url, loggedOut: found !== null }, () =>
      found === null ? `Nobody was logged in to ${url}` : `Logged out of ${url}`,
    );
  },
});
