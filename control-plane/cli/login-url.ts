// Which server `login` and `logout` are about.

import { CommandError } from "./exit.ts";

/** @throws CommandError for none, and for one where others could read along. */
export function loginUrl(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const text = given ?? env.TRUNKLINE_URL;
  const url = text === undefined || text === "" ? null : URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CommandError(
      "usage",
      text ? `'${text}' is no address of a server` : "no server is named",
      "such as `trunkline login https://trunkline.example`",
    );
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === "http:" && !isHere)
    throw new CommandError(
      "usage",
      `${url.origin} is without TLS: others could read the session's token`,
      "use the server's https address",
    );
  return url.origin;
}
