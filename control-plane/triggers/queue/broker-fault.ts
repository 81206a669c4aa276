// What went wrong with a broker, in words for people: which one, and what it or its library said.

import { printable } from "#core/printable.ts";
import { RefusedAddress } from "#executors/judged-lookup.ts";
import { reason } from "#executors/stop.ts";

/** Errors within errors that are looked at. */
const mostCauses = 6;

/**
 * @param doing Such as `reading orders`, or null for connecting.
 * @param secrets Their values are left out, whatever quotes them.
 */
export function brokerFault(
  place: string,
  doing: string | null,
  error: unknown,
  secrets: Readonly<Record<string, string>> = {},
): Error {
  const causes = causesOf(error);
  const refused = causes.find((one) => one instanceof RefusedAddress);
  const words = new Set((refused === undefined ? causes : [refused]).map(reason));
  words.delete("");
  let said = [...words].join(": ") || "it gave no reason";
  for (const value of Object.values(secrets))
    if (value.length > 0) said = said.replaceAll(value, "***");
  const what = doing === null ? "can't be used" : `failed at ${doing}`;
  return new Error(`${place} ${what}: ${printable(said).slice(0, 300)}`, { cause: error });
}

/** The error and what caused it. Of several in one the first counts, and not that there were several. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && causes.length < mostCauses; ) {
    const { errors, cause } = one as { errors?: unknown; cause?: unknown };
    const inner = Array.isArray(errors) ? errors[0] : undefined;
    if (inner === undefined) causes.push(one);
    one = inner ?? cause;
  }
  return causes;
}
