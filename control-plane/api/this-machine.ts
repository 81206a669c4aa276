// Whether a request was made on the machine that serves it: the server's own token is for whoever sits there.

import type { FastifyRequest } from "fastify";

/** False for what came by a proxy, wherever that is: it speaks for others. */
export function isFromThisMachine({ headers, raw }: FastifyRequest): boolean {
  if (headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined) return false;
  const { remoteAddress = "", localAddress } = raw.socket;
  // A machine that speaks to one of its own addresses has it on both ends.
  return isLoopback(remoteAddress) || remoteAddress === localAddress;
}

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address);
