// `trunkline login`: proves who you are at the identity provider, in a browser on any machine.

import { setTimeout as delay } from "node:timers/promises";
import { beginDeviceLogin, finishDeviceLogin } from "#api/device-login.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Prints an address and a code; open the address in any browser and compare the code. The session is kept in\n" +
    "~/.config/trunkline/logins.json, readable by you alone, and commands use it for this server when no token is given.",
  arguments: {
    URL: { description: "the server; default: the one in TRUNKLINE_URL" },
  },
  options: {},
  examples: [
    {
      command: "trunkline login https://trunkline.example",
      description: "then: TRUNKLINE_URL=https://trunkline.example trunkline status",
    },
  ],
  exits: ["failed", "refused", "interrupted"],
  async run(input) {
    const { args, out, env, signal } = input;
    const { explained } = await import("./connect.ts");
    const { storeLogin } = await import("./login-file.ts");
    const { loginUrl } = await import("./login-url.ts");
    const url = loginUrl(args.URL, env);
    try {
      const begun = await beginDeviceLogin({ url, signal });
      out.note(`Open ${begun.verificationUriComplete ?? begun.verificationUri}`);
      out.note(`and compare the code: ${begun.userCode}`);
      const until = performance.now() + begun.expiresIn * 1000;
      for (;;) {
        await delay(begun.interval * 1000, undefined, { signal });
        const { finished, name, token, expiresAt } = await finishDeviceLogin(
          { url, signal },
          begun.handle,
        );
        if (finished && name !== undefined && token !== undefined && expiresAt !== undefined) {
          await storeLogin(url, { token, name, expiresAt }, env);
          out.value({ url, name, expiresAt }, () => `Logged in to ${url} as ${name}`);
          return "ok";
        }
        if (performance.now() > until)
          throw new CommandError("failed", "nobody agreed in time", "begin again");
      }
    } catch (error) {
      if (signal.aborted) return "interrupted";
      throw explained(error, url);
    }
  },
});
