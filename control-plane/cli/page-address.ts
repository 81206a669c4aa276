// The address of a server's page: where people log in it is the server's own, else one that lets a browser on this machine in.

import { localDoor } from "#api/local-browser.ts";
import { ensureToken } from "./server-file.ts";

/** @param options of the server; with an identity provider nobody needs to be let in. */
export async function pageAddress(
  state: string,
  url: string,
  { oidcIssuer }: { oidcIssuer?: string | undefined },
): Promise<string> {
  return oidcIssuer === undefined ? `${url}${localDoor(await ensureToken(state))}` : `${url}/`;
}
