// The address of a server's page: where people log in it is the server's own, else one that lets a browser on this machine in.

import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { localDoor } from "#api/local-browser.ts";
import type { Output } from "./output.ts";
import { ensureToken } from "./server-file.ts";

/**
 * Tells it. One that lets somebody in is told to a terminal alone: in a log, others would read it. There it is in the file `page`
 * of the state folder, for whoever may read the token as well.
 * @param options of the server; with an identity provider nobody needs to be let in.
 */
export async function tellPage(
  out: Output,
  state: string,
  url: string,
  { oidcIssuer }: { oidcIssuer?: string | undefined },
): Promise<void> {
  if (oidcIssuer !== undefined) return out.note(`Look at it: ${url}/`);
  const address = `${url}${localDoor(await ensureToken(state))}`;
  const file = path.join(state, "page");
  // One that is there keeps its rights otherwise.
  await rm(file, { force: true });
  await writeFile(file, `${address}\n`, { mode: 0o600 });
  out.note(`Look at it: ${out.isTerminal ? address : `at the address in ${file}`}`);
}
