// Sessions of `trunkline login`, by server, in a file that its user alone can read.

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

export interface StoredLogin {
  token: string;
  name: string;
  expiresAt: string;
}

type Logins = Record<string, StoredLogin>;

/** One entry for each server, whatever the address looks like behind its host. */
export const serverKey = (url: string): string => new URL(url).origin;

const fileOf = (env: NodeJS.ProcessEnv): string =>
  path.join(
    env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), ".config"),
    "trunkline",
    "logins.json",
  );

/** Null without a session that can still be used. */
export async function storedLogin(
  url: string,
  env: NodeJS.ProcessEnv,
  now: number,
): Promise<StoredLogin | null> {
  const found = (await readAll(fileOf(env)))[serverKey(url)];
  return found !== undefined && Date.parse(found.expiresAt) > now ? found : null;
}

/** Null takes it away. Written whole or not at all. */
export async function storeLogin(
  url: string,
  login: StoredLogin | null,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const file = fileOf(env);
  const { [serverKey(url)]: _, ...others } = await readAll(file);
  const all = login === null ? others : { ...others, [serverKey(url)]: login };
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
  return file;
}

/** A file that can't be read counts as none: logging in again mends it. */
async function readAll(file: string): Promise<Logins> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Logins) : {};
  } catch {
    return {};
  }
}
