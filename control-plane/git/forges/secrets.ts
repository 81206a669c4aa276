// Secrets for forges, from the server's environment: only variables that are meant for forges, each for its own host.
// A registration names variables and addresses; whoever writes one must not be able to have a secret sent elsewhere.

import { hostEntries } from "../credentials.ts";
import { parseLocation } from "../location.ts";
import { GitError } from "../source.ts";
import { ForgeSettingsError } from "./settings-error.ts";

/** Whether a secret that names no host may go to this one: the command that started the server decides, no registration. */
export type OwnHost = (host: string) => boolean;

/** Of a forge that the command itself names. */
export const anyHost: OwnHost = () => true;

/** Of forges that registrations name: the control repository's own host, and none for a folder. */
export function hostOfControl(repository: string): OwnHost {
  const location = parseLocation(repository);
  if (location.kind === "local") return () => false;
  // ssh has a port of its own.
  const host = location.kind === "ssh" ? location.host.replace(/:\d+$/, "") : location.host;
  return (asked) => namesOf(asked).includes(host.toLowerCase());
}

export interface Wanted {
  /** The variable. */
  name: string;
  /** What it holds, for messages. */
  what: string;
  /** Of the forge's API. */
  host: string;
  isOwn: OwnHost;
}

const prefix = "TRUNKLINE_FORGE_";

/** `HOST=TOKEN` entries with blanks between them, or one token for a host of one's own. @throws ForgeSettingsError */
export function tokenOf(env: NodeJS.ProcessEnv, wanted: Wanted): string {
  const value = variable(env, wanted.name, wanted.what);
  if (!startsWithHost.test(value)) return ownSecret(value, wanted);
  try {
    return boundSecret(hostEntries(value, `in ${wanted.name}`), wanted);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new ForgeSettingsError(error.message, error.hint ?? "");
  }
}

/** The text of a key or the path of its file, as `HOST=…` or for a host of one's own. @throws ForgeSettingsError */
export function keyOf(env: NodeJS.ProcessEnv, wanted: Wanted): string {
  const value = variable(env, wanted.name, wanted.what);
  const host = startsWithHost.exec(value)?.[1];
  if (host === undefined) return ownSecret(value, wanted);
  return boundSecret(new Map([[host.toLowerCase(), value.slice(host.length + 1)]]), wanted);
}

/** The value of a variable that is meant for forges. @throws ForgeSettingsError for another, and for one that isn't set. */
export function variable(env: NodeJS.ProcessEnv, name: string, what: string): string {
  if (!name.startsWith(prefix))
    throw new ForgeSettingsError(
      `${name} can't hold ${what}: only variables whose names begin with ${prefix} go to forges`,
      `Name it ${prefix}${name.replace(/^TRUNKLINE_/, "")}, in the server's environment and in the registration.`,
    );
  const value = env[name] ?? "";
  if (value !== "") return value;
  throw new ForgeSettingsError(
    `${name} is not set: it holds ${what}`,
    `Set ${name} for the server.`,
  );
}

const startsWithHost = /^([A-Za-z0-9.-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?)=./;

/** github.com answers at another name than its repositories have. */
const namesOf = (host: string): string[] =>
  host === "api.github.com" ? [host, "github.com"] : [host];

function boundSecret(secrets: ReadonlyMap<string, string>, { name, what, host }: Wanted): string {
  for (const one of namesOf(host)) {
    const secret = secrets.get(one);
    if (secret !== undefined) return secret;
  }
  throw new ForgeSettingsError(
    `${name} has nothing for ${host}: it holds ${what}`,
    `Add ${namesOf(host).at(-1)}=… to ${name}, or correct the address of the API.`,
  );
}

function ownSecret(value: string, { name, host, isOwn }: Wanted): string {
  if (isOwn(host)) return value;
  throw new ForgeSettingsError(
    `${name} names no host, and is not sent to ${host}, which a registration names`,
    `Write ${name}=${namesOf(host).at(-1)}=… in the server's environment, if it is for that host.`,
  );
}
