// A conversation with a system, as `trunkline connectors test` plays it: what is expected of each request.

import type { ExpectedRequest } from "#schemas/types.ts";
import { matchesStars } from "../star-pattern.ts";

export interface AskedRequest {
  method: string;
  /** With scheme and host. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What of a request is not as expected, as sentences; empty when all is. */
export function differences(expected: ExpectedRequest, asked: AskedRequest): string[] {
  const found: string[] = [];
  const compare = (what: string, want: string, is: string | undefined) => {
    if (is === undefined) found.push(`${what} is not there, and ${want} is expected`);
    else if (!matchesStars(is, want)) found.push(`${what} is ${is}, and ${want} is expected`);
  };
  compare("the request", `${expected.method} ${expected.url}`, `${asked.method} ${asked.url}`);
  for (const [name, value] of Object.entries(expected.headers ?? {}))
    compare(`the header ${name}`, value, asked.headers[name.toLowerCase()]);
  const form = new URLSearchParams(asked.body);
  for (const [name, value] of Object.entries(expected.form ?? {}))
    compare(`the field ${name}`, value, form.get(name) ?? undefined);
  if (expected.text !== undefined) compare("the body", expected.text, asked.body);
  if (expected.json !== undefined)
    found.push(...jsonDifferences("the body", expected.json, jsonOf(asked.body)));
  return found;
}

function jsonDifferences(place: string, want: unknown, is: unknown): string[] {
  if (want === "*") return is === undefined ? [`${place} is not there`] : [];
  if (typeof want === "string" && typeof is === "string" && matchesStars(is, want)) return [];
  if (!isObject(want) || !isObject(is) || Array.isArray(want) !== Array.isArray(is))
    return Object.is(want, is)
      ? []
      : [`${place} is ${JSON.stringify(is)}, and ${JSON.stringify(want)} is expected`];
  return [...new Set([...Object.keys(want), ...Object.keys(is)])].flatMap((key) =>
    jsonDifferences(`${place}.${key}`, want[key], is[key]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
