// Cookies come along by themselves, also with what another page sends: whoever is known by one has to prove that the request is
// their page's own before anything is changed.

import type { FastifyRequest } from "fastify";
import { digestOf } from "#access/secret-digest.ts";
import { Problem } from "./problem.ts";

export const csrfHeader = "x-trunkline-csrf";

/** Of a session's secret; told by `GET /api/v1/me`, which no other page can read. */
export const csrfOf = (sessionToken: string): string =>
  digestOf(`trunkline csrf ${sessionToken}`).toString("base64url");

/** @param given the proof; a form has it in a field. @throws Problem 403 for a write that may come from another page. */
export function refuseCrossSite(
  request: FastifyRequest,
  sessionToken: string,
  base: string,
  given: unknown = request.headers[csrfHeader],
): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const { origin, "sec-fetch-site": site } = request.headers;
  const isOwn =
    (origin === undefined || origin === base) &&
    (site === undefined || site === "same-origin") &&
    typeof given === "string" &&
    digestOf(given).equals(digestOf(csrfOf(sessionToken)));
  if (isOwn) return;
  throw new Problem("cross-site", `the request does not prove that a page of this server made it`, {
    hint: `Send \`csrf\` of \`GET /api/v1/me\` as the header ${csrfHeader}.`,
  });
}
