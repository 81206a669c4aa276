// The two cookies: of a session, and of a login that was begun. No script reads them, no other page's writes carry them.

import type { FastifyRequest } from "fastify";

export type CookieName = "session" | "login";

/** `__Host-` binds a cookie to this very host and to TLS: a neighbour's name can't set it. */
const nameOf = (name: CookieName, secure: boolean): string =>
  secure ? `__Host-trunkline_${name}` : `trunkline_${name}`;

/** Null without it, and for a header that has it twice: somebody else set one of them. */
export function readCookie(
  { headers }: FastifyRequest,
  name: CookieName,
  secure: boolean,
): string | null {
  const wanted = nameOf(name, secure);
  const found = (headers.cookie ?? "").split(";").flatMap((part) => {
    const at = part.indexOf("=");
    return at > 0 && part.slice(0, at).trim() === wanted ? [part.slice(at + 1).trim()] : [];
  });
  return found.length === 1 && found[0] !== "" ? (found[0] ?? null) : null;
}

/** The value of `set-cookie`; without a value it takes the cookie away. `lax`: it comes along when a provider leads back. */
export function writeCookie(
  name: CookieName,
  value: string | null,
  { secure, seconds }: { secure: boolean; seconds: number },
): string {
  const age = `Max-Age=${value === null ? 0 : seconds}`;
  const parts = [
    `${nameOf(name, secure)}=${value ?? ""}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Lax",
    age,
  ];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

/** The value of `cookie` with which a page asks this server on behalf of its reader. */
export const carryCookie = (name: CookieName, value: string, secure: boolean): string =>
  `${nameOf(name, secure)}=${value}`;
