// Another user of this host: its ids, and how a process is started as that user. Only root can.

import { execFile, type SpawnOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { userRule } from "#core/users.ts";

export interface User {
  name: string;
  uid: number;
  gid: number;
  home: string;
  /** Words before a command that give it the user with all its groups; empty where `uid` and `gid` of `spawn` do. */
  prefix: string[];
}

/** Of util-linux. Node's own `uid` and `gid` leave a process without the user's further groups. */
const setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].find((file) => existsSync(file)) ?? null;

/**
 * The user of a name, or why it can't be had, in one sentence. Asked by `id`, which knows users of every source;
 * takes some 5 ms.
 */
export async function findUser(name: string): Promise<User | { problem: string }> {
  if (!userRule.test(name)) throw new Error(`${JSON.stringify(name)} was not validated`);
  const question = 'id -u "$0" && id -g "$0" && id -G "$0" && eval "echo ~$0"';
  const answer = await promisify(execFile)("/bin/sh", ["-c", question, name]).catch(() => null);
  if (answer === null) return { problem: `this host has no user \`${name}\`` };
  const [uid, gid, groups = "", home = ""] = answer.stdout.split("\n");
  const user = {
    name,
    uid: Number(uid),
    gid: Number(gid),
    home: home.startsWith("/") ? home : "/",
  };
  const further = groups.split(" ").filter((group) => group !== gid);
  if (setpriv === null && further.length > 0)
    return {
      problem: `\`${name}\` has further groups, which only \`setpriv\` (package util-linux) can give it, and it is not installed`,
    };
  return { ...user, prefix: setpriv === null ? [] : [setpriv, ...switches(user, further)] };
}

const switches = ({ uid, gid }: { uid: number; gid: number }, further: readonly string[]) => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  further.length === 0 ? "--clear-groups" : `--groups=${[gid, ...further].join(",")}`,
  "--",
];

/** Words and options for `spawn`. */
export function startedAs(
  argv: readonly string[],
  user: Pick<User, "uid" | "gid" | "prefix"> | undefined,
): { argv: readonly string[]; ids: Pick<SpawnOptions, "uid" | "gid"> } {
  if (user === undefined) return { argv, ids: {} };
  if (user.prefix.length > 0) return { argv: [...user.prefix, ...argv], ids: {} };
  return { argv, ids: { uid: user.uid, gid: user.gid } };
}

/** What a shell script prints as the user, with arguments from `$1` on; rejects when it fails. */
export async function shellAs(
  user: Pick<User, "uid" | "gid" | "prefix">,
  script: string,
  { args = [], cwd = "/" }: { args?: readonly string[]; cwd?: string } = {},
): Promise<string> {
  const { argv, ids } = startedAs(["/bin/sh", "-c", script, "sh", ...args], user);
  const [file, ...rest] = argv as [string, ...string[]];
  const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" };
  return (await promisify(execFile)(file, rest, { ...ids, cwd, env })).stdout;
}
