// Under which names this server is known: a request that names another gets nothing.

import type { FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";

const localNames = ["localhost", "127.0.0.1", "[::1]"];

/** An IPv6 address stands in brackets there. */
const asInHeader = (name: string): string =>
  (name.includes(":") && !name.startsWith("[") ? `[${name}]` : name).toLowerCase();

/** Throws 421 for another name: a page whose name was rebound to this machine must get nothing. */
export function hostCheck(names: readonly string[]): (request: FastifyRequest) => void {
  const known = new Set([...localNames, ...names.map(asInHeader)]);
  return (request) => {
    const host = (request.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    if (known.has(host)) return;
    throw new Problem("wrong-host", "this server is not known under the name of the request", {
      hint: "Use localhost, or start the server with --hostname NAME.",
    });
  };
}
