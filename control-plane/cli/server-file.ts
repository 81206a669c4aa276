// What a running server leaves in its state folder, so that other commands find it: `server.json` and `token`.

import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

export interface ServerFile {
  url: string;
  pid: number;
}

const serverPath = (state: string) => path.join(state, "server.json");
export const tokenPath = (state: string) => path.join(state, "token");

/** Written whole or not at all: another command may read it at any time. */
export async function writeServerFile(state: string, file: ServerFile): Promise<void> {
  const fresh = `${serverPath(state)}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  await rename(fresh, serverPath(state));
}

export async function readServerFile(state: string): Promise<ServerFile | null> {
  const text = await readFile(serverPath(state), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as ServerFile);
}

/** Only our own: a server that was started in the meantime keeps its file. */
export async function removeServerFile(state: string): Promise<void> {
  const file = await readServerFile(state).catch(() => null);
  if (file?.pid === process.pid) await rm(serverPath(state), { force: true });
}

/** The state folder's token, made at the first start: 256 random bits that only this user can read. */
export async function ensureToken(state: string): Promise<string> {
  await mkdir(state, { recursive: true, mode: 0o700 });
  const fresh = `trunkline_${randomBytes(32).toString("base64url")}`;
  await writeFile(tokenPath(state), `${fresh}\n`, { mode: 0o600, flag: "wx" }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  return (await readFile(tokenPath(state), "utf8")).trim();
}
