// Whoever changes who gets in has the right to.

import type { FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";
import type { ApiContext } from "./server.ts";

/** @throws Problem 403. */
export function managesAccess({ access }: ApiContext, { identity }: FastifyRequest): void {
  if (access.decide(identity, "manageAccess", { kind: "server" }).allowed) return;
  throw new Problem("forbidden", `${identity.name} may not manage access`, {
    hint: "Ask somebody whose team has the right `manageAccess`.",
  });
}
