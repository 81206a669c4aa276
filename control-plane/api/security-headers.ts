// Headers of every answer: no page of elsewhere frames it, reads it or learns where somebody came from, nothing guesses its type,
// nothing keeps it.

import type { FastifyRequest } from "fastify";

export const alwaysHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** For a year; only where it came by TLS, or every clear server on the name would be lost. */
const stayWithTls = { "strict-transport-security": "max-age=31536000" };

export const securityHeaders = (request: FastifyRequest): Readonly<Record<string, string>> =>
  request.protocol === "https" ? { ...alwaysHeaders, ...stayWithTls } : alwaysHeaders;
