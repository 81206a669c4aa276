// How connections are taken: by TLS or in clear, and for how long one may be held by a request that trickles in. None of ours
// takes long to send.

import type { ApiContext } from "./server.ts";
import { maxHeaderSize } from "./unreadable.ts";

/** Headers are a few hundred bytes: whoever takes longer isn't asking anything. */
const longestHeadersMs = 10_000;
/** Between two looks for connections whose time is over. */
const longestCheckMs = 2_000;

/** Of fastify. */
export function listenerOptions({
  tls,
  requestTimeoutMs,
}: Pick<ApiContext, "tls" | "requestTimeoutMs">) {
  const headersTimeout = Math.min(requestTimeoutMs, longestHeadersMs);
  const limits = {
    maxHeaderSize,
    headersTimeout,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(longestCheckMs, Math.ceil(requestTimeoutMs / 4)),
  };
  return {
    requestTimeout: requestTimeoutMs,
    ...(tls === null
      ? { http: limits }
      : {
          https: {
            ...{ ...limits, ...tls, minVersion: "TLSv1.2" as const },
            // Before there is a request at all.
            handshakeTimeout: headersTimeout,
          },
        }),
  };
}
