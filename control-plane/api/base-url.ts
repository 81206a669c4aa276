// Under which address clients know this server.

import type { FastifyRequest } from "fastify";
import type { ApiContext } from "./server.ts";

/** Without a path. The name that a request gives was checked before, so that nobody makes up where a login leads. */
export const baseUrl = ({ publicUrl }: ApiContext, request: FastifyRequest): string =>
  publicUrl ?? `${request.protocol}://${request.host}`;

export const isSecure = (base: string): boolean => base.startsWith("https:");
