// Patterns of ceilings: `*` stands for any part of a name without a slash, `**` for any part. Those of OWNERS match names by it.

import { hasExpression } from "../expression.ts";
import { parseWebUrl } from "../web-url.ts";

/**
 * `any`: one character of the pattern that stands for any of the name but a slash; without it there is none.
 * Takes time by the product of both lengths at most, whatever the pattern.
 */
export function matchesPattern(name: string, pattern: string, any: string | null = null): boolean {
  /** Which lengths of the name the pattern read so far can be. */
  let reached = new Set([0]);
  for (const part of pattern.split(/(\*+)/)) {
    if (part === "") continue;
    reached = part.startsWith("*")
      ? afterStars(name, reached, part.length > 1)
      : new Set(
          [...reached].flatMap((at) => (beginsWith(name, part, at, any) ? at + part.length : [])),
        );
  }
  return reached.has(name.length);
}

function beginsWith(name: string, part: string, at: number, any: string | null): boolean {
  if (any === null || !part.includes(any)) return name.startsWith(part, at);
  if (at + part.length > name.length) return false;
  for (const [offset, wanted] of part.split("").entries()) {
    const is = name[at + offset];
    if (wanted === any ? is === "/" : is !== wanted) return false;
  }
  return true;
}

function afterStars(name: string, from: ReadonlySet<number>, slashes: boolean): Set<number> {
  const reached = new Set<number>();
  let open = false;
  for (let at = 0; at <= name.length; at++) {
    open ||= from.has(at);
    if (open) reached.add(at);
    if (!slashes && name[at] === "/") open = false;
  }
  return reached;
}

/** A host as an entry of `network` names it; the port is null where any will do. */
export interface HostPattern {
  host: string;
  port: number | null;
}

/** `warehouse.example:443`, `*.example`, `[::1]:5432`, `/run/postgresql`; null for what is none. */
export function readHostPattern(text: string): HostPattern | null {
  const [, bracketed, plain, port] =
    /^(?:(\[[0-9a-f:.]+\])|([^:[\]\s@?#]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || (host.includes("/") && !host.startsWith("/"))) return null;
  const number = port === undefined ? null : Number(port);
  if (number !== null && (number < 1 || number > 65_535)) return null;
  return { host: host.toLowerCase(), port: number };
}

/** A place that a task reaches, as `network` writes it. */
export const hostText = ({ host, port }: { host: string; port: number }): string =>
  `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host.toLowerCase()}:${port}`;

/** @param place What `hostText` gives, or a Unix socket's path, which has no port. */
export function matchesHost(place: string, pattern: string): boolean {
  const wanted = readHostPattern(pattern);
  const at = /:\d+$/.test(place) ? place.lastIndexOf(":") : place.length;
  if (wanted === null) return false;
  if (wanted.port !== null && String(wanted.port) !== place.slice(at + 1)) return false;
  return matchesPattern(place.slice(0, at), wanted.host);
}

/** Where a URL of the web leads. */
export const placeOfUrl = ({ protocol, hostname, port }: URL): string =>
  hostText({ host: hostname, port: Number(port) || (protocol === "https:" ? 443 : 80) });

/** Of a URL as written: its host is written out, or it is one expression alone; null for that, and for what is no URL. */
export function placeOfText(text: string): string | null {
  const host = /^https?:\/\/[^/?#]+/i.exec(text)?.[0];
  if (host === undefined || hasExpression(host)) return null;
  const parsed = parseWebUrl(host);
  return "problem" in parsed ? null : placeOfUrl(parsed.url);
}
