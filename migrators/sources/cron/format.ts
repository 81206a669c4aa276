// Whether a table has a column of users, where neither its path nor the parameters say it: told by what stands there.

import type { CronFormat } from "./dialect.ts";

/** Users that every system has, and those that packages make: no command is called so. */
const systemUsers: ReadonlySet<string> = new Set(
  (
    "root daemon bin sys www-data nobody backup list man mail news uucp proxy games irc gnats apache nginx " +
    "postgres mysql oracle smmsp munin amavis logcheck ntpsec ntp"
  ).split(" "),
);

const entry =
  /^[ \t]*(?:@[a-z]+|(?:[\d*][^ \t=]*[ \t]+){4}[^ \t]+)[ \t]+([^ \t]+)(?:[ \t]+([^ \t]+))?/;

/** `null`: some lines speak for a user and others against it. `isSure`: nothing speaks against it. */
export function formatOfText(text: string): CronFormat | null {
  let withUser = 0;
  let without = 0;
  for (const line of text.split("\n")) {
    const [, word = "", next] = entry.exec(line.slice(0, 400)) ?? [];
    if (word === "") continue;
    if (systemUsers.has(word) && next !== undefined) withUser++;
    else if (!/^[a-z_][a-z0-9_-]*$/.test(word) || next === undefined) without++;
  }
  if (withUser > 0 && without > 0) return null;
  return withUser > 0 ? "system" : "user";
}
